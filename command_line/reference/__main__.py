"""`python -m command_line.reference`: write the generated parts of docs/ anew."""

from pathlib import Path

from command_line.reference.pages import pages

for file, text in pages(Path(__file__).parents[2] / "docs"):
    if file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
        print(f"written: {file}")
