"""LlamaIndex: nodes without their secrets, when they are made and when they are found.

    from weir_llamaindex import SecretMasker, SecretPostprocessor
    IngestionPipeline(transformations=[SentenceSplitter(), SecretMasker()])
    index.as_query_engine(node_postprocessors=[SecretPostprocessor()])

Needs weir_client.py (hooks/python) beside it and a running `weir serve`. Nodes are copied, never changed in place.
LlamaIndex keeps what a transformation gave under its settings, so change rules_version when your rules change. If weir
cannot look, or the policy blocks, an exception ends the run.
"""

import copy

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import TransformComponent

from weir_client import Weir, redact_tree


def mask_nodes(nodes, url, component):
    nodes = list(nodes)
    trees, findings = redact_tree(
        Weir(url), [{"content": n.get_content(), "metadata": dict(n.metadata)} for n in nodes],
        direction="in", component=component, part="document")
    result = []
    for node, tree, found in zip(nodes, trees, findings):
        node = copy.deepcopy(node)
        if found:
            node.set_content(tree["content"])
            node.metadata = {**tree["metadata"], "secrets_redacted": len(found)}
        result.append(node)
    return result


class SecretMasker(TransformComponent):
    url: str = "http://127.0.0.1:8787"
    component: str = "llamaindex"
    rules_version: str = "1"

    def __call__(self, nodes, **kwargs):
        return mask_nodes(nodes, self.url, self.component)


class SecretPostprocessor(BaseNodePostprocessor):
    url: str = "http://127.0.0.1:8787"
    component: str = "llamaindex"

    def _postprocess_nodes(self, nodes, query_bundle=None):
        result = []
        for found, node in zip(nodes, mask_nodes([n.node for n in nodes], self.url, self.component)):
            found = copy.copy(found)
            found.node = node
            result.append(found)
        return result
