"""`make bench`: our bot beside a stock `rasa init` project, on the same machine and in the same run. Writes docs/performance.json, .svg and .md."""
