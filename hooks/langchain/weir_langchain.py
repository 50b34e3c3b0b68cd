"""LangChain: documents without their secrets.

    from weir_langchain import SecretMasker
    documents = SecretMasker().transform_documents(loader.load())

Needs weir_client.py (hooks/python) beside it and a running `weir serve`. page_content and all strings of metadata are
masked, in new documents; metadata gets secrets_redacted (how many) and secret_rules. If weir cannot look, or the policy
blocks, an exception ends the run: no document passes unread.
"""

from langchain_core.documents import BaseDocumentTransformer, Document

from weir_client import Weir, redact_tree


class SecretMasker(BaseDocumentTransformer):
    def __init__(self, weir=None, component="langchain", direction="in"):
        self.weir = weir or Weir()
        self.component, self.direction = component, direction

    def transform_documents(self, documents, **kwargs):
        documents = list(documents)
        trees, findings = redact_tree(
            self.weir, [{"content": d.page_content, "metadata": d.metadata} for d in documents],
            direction=self.direction, component=self.component, part="document")
        result = []
        for document, tree, found in zip(documents, trees, findings):
            metadata = tree["metadata"]
            if found:
                metadata = {**metadata, "secrets_redacted": len(found),
                            "secret_rules": sorted({finding["rule"] for finding in found})}
            result.append(Document(page_content=tree["content"], metadata=metadata,
                                   id=getattr(document, "id", None)))
        return result
