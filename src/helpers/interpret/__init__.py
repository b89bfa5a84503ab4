"""As printed to tidy: statutory tables, budgets, prose, forms, profile, the ledger of numbers.

Nothing here reads a PDF.
"""
