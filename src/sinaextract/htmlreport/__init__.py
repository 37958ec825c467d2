"""The batch report of ``--report``: one HTML file to look at a run. A run without it imports nothing from here.

details.py   Article -> what the report keeps of a page (in the worker)
store.py     pages as they come, in a file beside the report, so that memory stays small and ``--resume`` finds them
summary.py   rows -> the counts that are charted
document.py  store -> the HTML file
writer.py    outcomes of a run -> store -> document
"""
