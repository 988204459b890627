"""Which languages does the code macro know, and what does Pygments call them?"""

from __future__ import annotations

# Exact and case-sensitive; Cloud shows anything else as plain text.
CLOUD = frozenset(
    """
    abap actionscript actionscript3 as ada ada95 ada2005 applescript arduino autoit c c++ cpp clike
    csharp c# clojure coffeescript coffee-script coffee coldfusion css cuda cu d dart diff docker
    dockerfile elixir ex exs erlang erl fortran foxpro purebasic gherkin cucumber go graphql groovy
    handlebars mustache haskell hs haxe hx hxsl hcl terraform html java javafx jfx javascript js json
    jsx julia jl kotlin livescript live-script lua markdown mathematica mma nb matlab nginx
    objective-c objectivec obj-c objc objective-j objectivej obj-j objj ocaml octave pas pascal
    objectpascal delphi perl pl php php3 php4 php5 powershell posh ps1 psm1 prolog protobuf proto
    puppet python py qbs qml r racket rkt restructuredtext rst rest ruby rb duby rust sass scala
    scheme scm shell bash sh ksh zsh smalltalk squeak st splunk-spl sql postgresql postgres plpgsql
    psql postgresql-console postgres-console tsql t-sql mysql sqlite standardmL sml standardml swift
    tcl tex latex text plaintext toml tsx typescript ts vala vapi vbnet vb.net vfp clipper xbase
    verilog v vhdl visualbasic vb xml xquery xqy xq xql xqm yaml yml
    """.split()  # noqa: SIM905 - read as words, not as 150 quoted lines
)
# Data Center shows an error for anything else.
DATA_CENTER = frozenset(
    """
    actionscript3 applescript bash c# csharp coldfusion cpp css delphi diff erl erlang groovy
    html/xml html xml java jfx javafx js javascript perl php powershell py python ruby sass scala sql
    text none vb yml yaml
    """.split()  # noqa: SIM905
)
PLAIN = frozenset({"text", "plaintext", "none", ""})
PYGMENTS = {
    "plaintext": "text",
    "none": "text",
    "clike": "c",
    "html/xml": "xml",
    "visualbasic": "vb.net",
    "vb": "vb.net",
    "pas": "pascal",
    "cu": "cuda",
    "coldfusion": "cfm",
    "docker": "dockerfile",
    "standardmL": "sml",
    "standardml": "sml",
    "shell": "bash",
    "objectivec": "objective-c",
    "obj-c": "objective-c",
    "t-sql": "tsql",
    "livescript": "live-script",
    "jfx": "java",
    "javafx": "java",
    "terraform": "hcl",
    "mysql": "sql",
    "cucumber": "gherkin",
}
