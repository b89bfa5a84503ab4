"""PDF to as printed: pages, rulings to cells, glyphs to cells, OCR, tables over pages,
paragraphs."""
