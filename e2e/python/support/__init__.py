"""What the tests share: server processes, clients, policy documents, requests written by hand."""
