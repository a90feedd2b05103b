"""Article spinners: the words they write, how rare those are in good text, and what shows such an engine at work.

`marks.tsv` holds forms that good text never has, with what may not stand right behind or before them (日益强大夫 …);
`words.tsv` good words that a spinner writes for others; `neighbours.tsv` what stands beside an original and seldom beside
what a spinner makes of it; `topics.tsv` the words of technical text. These are typed by hand. `rates.tsv` holds counts in
clean corpora, written by `benchmarks/spinner_rates.py`: numbers per million characters, nothing of the texts.
"""
