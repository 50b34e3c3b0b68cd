"""Haystack 2: a component that gives documents without their secrets.

    from weir_haystack import SecretMasker
    pipeline.add_component("masker", SecretMasker())
    pipeline.connect("converter.documents", "masker.documents")

Needs weir_client.py (hooks/python) beside it and a running `weir serve`. content and all strings of meta are masked, in
new documents; the id of a masked one is made anew from what it holds now. If weir cannot look, or the policy
blocks, an exception ends the run.
"""

import dataclasses

from haystack import Document, component

from weir_client import Weir, redact_tree


@component
class SecretMasker:
    def __init__(self, url: str = "http://127.0.0.1:8787", component_name: str = "haystack"):
        self.url, self.component_name = url, component_name

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]):
        trees, findings = redact_tree(
            Weir(self.url), [{"content": d.content, "meta": d.meta} for d in documents],
            direction="in", component=self.component_name, part="document")
        result = []
        for document, tree, found in zip(documents, trees, findings):
            if found:
                meta = {**tree["meta"], "secrets_redacted": len(found)}
                document = dataclasses.replace(document, id="", content=tree["content"], meta=meta)
            result.append(document)
        return {"documents": result}
