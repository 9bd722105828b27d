"""What each fixture holds, checked by eye: its format, its entries with what they state, and what is set aside."""

from __future__ import annotations

Table = dict[str, tuple[str, list[tuple[int, str, str, dict[str, object]]], list[tuple[int, str, str]]]]

EXPECTED: Table = {
    "addressed_cut.txt": (
        "text of a papers page with addresses on their own lines",
        [
            (5, "Whole Paper", "The abstract is whole. It is.", {"arxiv": "2310.00001", "upvotes": 12}),
            (
                17,
                "Cut Paper",
                "The abstract is cut in the middle of",
                {"cut": True, "arxiv": "2310.00002", "upvotes": 3},
            ),
        ],
        [],
    ),
    "addressed_good.txt": (
        "text of a papers page with addresses on their own lines",
        [
            (
                49,
                "Better than Your Lamp: Lanterns that Learn",
                "While lamps show impressive  … e.org/switch",
                {"arxiv": "2310.05434", "date": "2023-10-07", "upvotes": 1},
            ),
            (
                69,
                "Soft Instructions for Hard Granite",
                "Granite is hard. We instruct … 1% of cases.",
                {"arxiv": "2406.14890", "date": "2024-06-23", "comments": 1, "organisation": "Granite Works"},
            ),
        ],
        [],
    ),
    "addressed_nasty.txt": (
        "text of a papers page with addresses on their own lines",
        [
            (
                7,
                "A Title in Two Lines of Text",
                "An abstract in two paragraph … is the last.",
                {"arxiv": "2310.00001", "date": "2023-10-07", "upvotes": 12, "comments": 4},
            ),
            (26, "A Title Without a Vote Before It", "Its abstract is here. It is short.", {"arxiv": "2310.00002"}),
        ],
        [(34, "Only a Title", "a title without an abstract")],
    ),
    "atom_bomb.xml": (
        "Atom feed of arXiv",
        [],
        [(2, "", "the feed declares a document type or entities and is not read")],
    ),
    "atom_cut.xml": (
        "Atom feed of arXiv",
        [(1, "Whole in Atom", "It is whole. Yes.", {"arxiv": "2403.00001"})],
        [(2, "Cut in Atom", "an entry that is cut off or damaged")],
    ),
    "atom_good.xml": (
        "Atom feed of arXiv",
        [
            (
                6,
                "Feeding Embers: A Study of x < y & z",
                "Embers are fed. We feed them … . They glow.",
                {
                    "arxiv": "2403.02130",
                    "date": "2024-03-04",
                    "authors": ("Ada Ember", "Bo Cinder"),
                    "code": "https://github.com/ember/feed",
                },
            ),
            (21, "An Old Ember", "It is old. It glows still.", {"arxiv": "hep-th/9901001", "date": "1999-01-01"}),
        ],
        [],
    ),
    "atom_nasty.xml": (
        "Atom feed of arXiv",
        [
            (3, "Naïve ß-Embers", "They are naïve. Are they?", {"arxiv": "2403.00001"}),
            (7, "After the Damage", "It is read. x < y.", {"arxiv": "2403.00005"}),
        ],
        [
            (4, "Broken & Bare", "an entry that is cut off or damaged"),
            (5, "No Summary Here", "a title without an abstract"),
            (6, "", "arXiv answered with an error: incorrect id format"),
        ],
    ),
    "daily_cut.json": (
        "JSON of daily papers",
        [
            (1, "Whole in JSON", "It is whole. Yes.", {"arxiv": "2403.00001"}),
            (3, "Whole Again", "It is whole again. Yes.", {"arxiv": "2403.00003"}),
        ],
        [
            (2, "Damaged in JSON", "a paper whose JSON is cut off or damaged"),
            (4, "Cut in JSON", "a paper whose JSON is cut off or damaged"),
        ],
    ),
    "daily_good.json": (
        "JSON of daily papers",
        [
            (
                2,
                "Wrapped Titles of JSON",
                'An abstract in JSON with a l … is "quoted".',
                {
                    "arxiv": "2403.02130",
                    "date": "2024-03-04",
                    "upvotes": 12,
                    "comments": 3,
                    "authors": ("Ada Ember", "Cy Ash"),
                    "organisation": "Ember Works",
                    "code": "https://github.com/ember/json",
                    "stars": 99,
                    "project": "https://json.example.org",
                },
            ),
            (
                24,
                "Only a Summary",
                "A machine's sentence is all there is.",
                {"summary": True, "arxiv": "2403.02131", "upvotes": 0, "comments": 0},
            ),
        ],
        [],
    ),
    "daily_nasty.json": (
        "JSON of daily papers",
        [
            (
                2,
                "A Number for an Id",
                "The id lost its quotes. It keeps its zero.",
                {"arxiv": "2403.02130", "upvotes": 7},
            ),
            (
                4,
                "A Bare Record",
                "It has no inner paper. It is … ll the same.",
                {"authors": ("Ada Ember", "Bo Cinder", "Cy Ash")},
            ),
        ],
        [(3, "No Abstract At All", "a title without an abstract"), (5, "5", "an abstract without a title")],
    ),
    "html_cut.html": (
        "saved HTML of a papers page",
        [(1, "Whole in HTML", "It is whole. Yes.", {"arxiv": "2403.00001"})],
        [(1, "Cut in HTML", "a paper whose JSON is cut off or damaged")],
    ),
    "html_empty.html": (
        "saved HTML of a papers page",
        [],
        [(0, "", "the saved page holds no data of papers (429 Too Many Requests)")],
    ),
    "html_good.html": (
        "saved HTML of a papers page",
        [
            (
                5,
                "Escaped &amp; Saved: x < y > z",
                "The page escapes what it holds. It's read.",
                {"arxiv": "2403.05130", "date": "2024-03-07", "upvotes": 5, "comments": 2, "authors": ("Ada Ember",)},
            )
        ],
        [],
    ),
    "html_single.html": (
        "saved HTML of a papers page",
        [(2, "One Paper's Page", "It is in single quotes. It works.", {"arxiv": "2403.00077"})],
        [],
    ),
    "lines_cut.jsonl": (
        "JSON Lines of papers",
        [(1, "Whole Line", "It is whole. Yes.", {"arxiv": "2403.00001"})],
        [(2, '{"title": "Cut Line", "abstract": "It is cu', "the last line is cut off")],
    ),
    "lines_good.jsonl": (
        "JSON Lines of papers",
        [
            (
                1,
                "Lines of Embers",
                "One line, one ember. It glows.",
                {
                    "arxiv": "2403.02130",
                    "date": "2024-03-04",
                    "authors": ("Ada Ember", "Bo Cinder"),
                    "code": "https://github.com/ember/lines",
                },
            ),
            (
                2,
                "Old Lines",
                "They are old. They glow.",
                {"arxiv": "cs/9901001", "date": "1999-01-02", "authors": ("Cy Ash", "Dee Soot")},
            ),
        ],
        [],
    ),
    "lines_nasty.jsonl": (
        "JSON Lines of papers",
        [
            (1, "A Number for an Id", "The zero stays. It does.", {"arxiv": "2403.02130"}),
            (7, "Strange Separators", "They cut no line. 😀", {"arxiv": "2403.00009"}),
        ],
        [
            (3, "not json at all", "the line is no JSON object"),
            (4, "An abstract without a title is set aside.", "an abstract without a title"),
            (5, "A Title Alone", "a title without an abstract"),
            (6, '["a", "list"]', "the line is no JSON object"),
        ],
    ),
    "listing_cut.txt": (
        "text of a page of cards",
        [
            (
                2,
                "Whole Listing",
                "Listings list things. We lis … n our field.",
                {"date": "2023-02-27", "upvotes": 7},
            ),
            (8, "Cut Listing", "Some listings are cut. This  … t run out of", {"cut": True, "upvotes": 4}),
        ],
        [],
    ),
    "listing_daily.txt": (
        "text of a page of cards",
        [],
        [
            (6, "Cards of Text Without Abstracts", "a title without an abstract"),
            (13, "A Second Card Without an Abstract", "a title without an abstract"),
        ],
    ),
    "listing_good.txt": (
        "text of a page of cards",
        [
            (
                14,
                "Jasper Inlets: A Study of Inlets",
                "Inlets let water in. We let  … only thanks.",
                {"date": "2023-05-29", "upvotes": 101, "comments": 6, "organisation": "Inlet Institute"},
            ),
            (
                21,
                "Heron Clocks",
                "Herons stand still. We use t … experiments.",
                {"date": "2023-02-27"},
            ),
        ],
        [],
    ),
    "listing_short_names.txt": (
        "text of a page of cards",
        [
            (
                2,
                "Lamps: Light for Everyone",
                "Lamps give light in many roo … f the price.",
                {"date": "2023-06-01", "upvotes": 19},
            ),
            (
                8,
                "Wick: A Survey",
                "Lamps drink oil. We measure  …  owners say.",
                {"date": "2023-06-02", "upvotes": 3},
            ),
        ],
        [],
    ),
    "markdown_cut.md": (
        "Markdown of a papers page",
        [
            (
                6,
                "Whole Before the Cut",
                "This abstract is whole. It h … o sentences.",
                {"arxiv": "2403.00001", "date": "2024-03-05", "upvotes": 3},
            ),
            (
                16,
                "Marked as Cut",
                "This abstract was shortened  …  is told by…",
                {"cut": True, "arxiv": "2403.00002", "upvotes": 4},
            ),
            (
                22,
                "Cut Inside Its Abstract",
                "The file ends in the middle  … ine and then",
                {"cut": True, "arxiv": "2403.00003", "upvotes": 5},
            ),
        ],
        [],
    ),
    "markdown_cut_address.md": (
        "Markdown of a papers page",
        [
            (3, "Lamps: Light for Everyone", "Lamps give light in many roo … ds less oil.", {"arxiv": "2306.00070"}),
            (
                7,
                "Oil: What Lamps Drink",
                "Lamps drink oil. We measure  … d how often.",
                {"cut": True, "arxiv": "2306.00071"},
            ),
        ],
        [],
    ),
    "markdown_daily_cards.md": (
        "Markdown of a papers page",
        [],
        [
            (16, "Cards Without Abstracts, Part One", "a title without an abstract"),
            (33, "Cards Without Abstracts, Part Two", "a title without an abstract"),
        ],
    ),
    "markdown_flat.md": (
        "Markdown of a papers page",
        [
            (1, "Flat Lists of Flat Titles", "The abstract stands under it … e sentences.", {"arxiv": "2405.00011"}),
            (3, "A Second Flat Title", "Another abstract stands here … and no more.", {"arxiv": "2405.00012"}),
        ],
        [],
    ),
    "markdown_good.md": (
        "Markdown of a papers page",
        [
            (
                27,
                "Thimble-2: Lanterns for Everyone",
                "Lanterns were for few. We ma …  is pleased.",
                {
                    "arxiv": "2406.90683",
                    "date": "2024-05-29",
                    "upvotes": 101,
                    "comments": 6,
                    "organisation": "Lantern Lab",
                },
            ),
            (
                39,
                "The Noisy Path from Orchard to Quarry: Measuring How Walnuts Engage with Past Squirrels",
                "Walnuts are widely used for  … alnut types.",
                {"arxiv": "2302.90580", "date": "2023-02-27"},
            ),
        ],
        [],
    ),
    "markdown_nasty.md": (
        "Markdown of a papers page",
        [
            (
                13,
                "Brackets [and] Half-Open Intervals [0,1) of a_b_c",
                "We use [0,1) and [a, b] and  … nother* one.",
                {"arxiv": "2403.00010"},
            ),
            (
                19,
                "Papers of March",
                "An abstract of few words here.",
                {"arxiv": "2403.00120", "date": "2024-03-06", "upvotes": 7},
            ),
        ],
        [
            (31, "A Card That Has Only Its Title", "a title without an abstract"),
            (39, "An abstract whose title is g … an abstract.", "an abstract without a title"),
        ],
    ),
    "numbered_cut.txt": (
        "text of a papers page with numbered references",
        [
            (
                5,
                "Whole One",
                "A whole abstract is here. It ends well.",
                {"date": "2024-04-03", "upvotes": 12},
            ),
            (21, "Cut One", "The first sentence is whole. … nd one is Ho", {"cut": True, "upvotes": 1}),
        ],
        [],
    ),
    "numbered_good.txt": (
        "text of a papers page with numbered references",
        [
            (
                24,
                "WARBLE: An Efficient System for Long-Form Sparrows",
                "Long-form sparrows require b … .org/warble.",
                {"arxiv": "2405.02130", "date": "2023-03-08", "comments": 6},
            ),
            (
                42,
                "Unlocking Quarries",
                "In this report, we present t …  It is deep.",
                {
                    "arxiv": "2403.05530",
                    "date": "2024-03-13",
                    "upvotes": 65,
                    "comments": 3,
                    "organisation": "Quarry & Sons",
                },
            ),
        ],
        [],
    ),
    "numbered_nasty.txt": (
        "text of a papers page with numbered references",
        [
            (
                8,
                "Sets [A] and [B]: What [C] Lacks",
                "Set [A] holds [B], as shown  … rapped text.",
                {"upvotes": 12},
            ),
            (
                36,
                "Last One",
                "It has an abstract that ends. All is well.",
                {"date": "2024-04-01", "upvotes": 8, "comments": 2},
            ),
        ],
        [(26, "Only a Title", "a title without an abstract")],
    ),
    "plain_cut.txt": (
        "plain text of a papers page",
        [
            (2, "Cinder: A Cut Study of Cuts", "Cuts are made with knives. W …  writing and", {}),
            (4, "Harbour Masters Without Harbours", "Masters need harbours. Ours  … or a year...", {"cut": True}),
        ],
        [],
    ),
    "plain_good.txt": (
        "plain text of a papers page",
        [
            (11, "Thimble: Folding Granite Lanterns at Scale", "Folding lanterns by hand is  … long winter.", {}),
            (15, "On the Weight of Velvet Sparrows", "Sparrows weigh little. We we … he sparrows.", {}),
        ],
        [],
    ),
    "plain_headings.md": (
        "plain text of a papers page",
        [
            (1, "Lamps: Light for Everyone", "Lamps give light in many roo …  met so far.", {}),
            (5, "Oil: What Lamps Drink", "Lamps drink oil. We measure  …  owners say.", {}),
        ],
        [],
    ),
    "plain_nasty.txt": (
        "plain text of a papers page",
        [
            (
                3,
                "Subscribe to Nothing: [Reprise] of a Study (2nd Edition)",
                "Nothing was subscribed to. W … hing at all.",
                {},
            ),
            (6, "Anvil 2.0: ### Not a Heading", "### This abstract begins lik … d is an end.", {}),
        ],
        [(5, "A Title Whose Abstract Nobody Captured", "a title without an abstract")],
    ),
    "refusal_404.md": ("a page without papers", [], [(0, "", "the site had no such page (404)")]),
    "refusal_429.txt": ("a page without papers", [], [(0, "", "the site refused: too many requests (429)")]),
    "refusal_login.md": ("a page without papers", [], [(0, "", "a form to log in, not a page of papers")]),
    "refusal_lynx.txt": (
        "a page without papers",
        [],
        [(0, "", "text of lynx, with numbers among its words; capture the page with `lynx -dump -nolist -nonumbers`")],
    ),
    "refusal_navigation.md": ("a page without papers", [], [(0, "", "navigation only")]),
    "single_bot.txt": (
        "the page of one paper",
        [
            (
                3,
                "Oil: What Lamps Drink",
                "Lamps drink oil. We measure  … d how often.",
                {"arxiv": "2306.00071", "date": "2023-06-02", "upvotes": 7, "authors": ("Jane Doe",)},
            )
        ],
        [],
    ),
    "single_cut.md": (
        "the page of one paper",
        [
            (
                3,
                "A Page That Ends Early",
                "The first sentence of this a … s in the mid",
                {"cut": True, "arxiv": "2410.00675", "date": "2024-10-03", "upvotes": 2, "authors": ("Ada Ember",)},
            )
        ],
        [],
    ),
    "single_good.md": (
        "the page of one paper",
        [
            (
                17,
                "Ember Networks",
                "Despite the success of ash,  …  glows well.",
                {
                    "arxiv": "2410.92675",
                    "date": "2024-10-03",
                    "upvotes": 34,
                    "authors": ("Ada Ember", "Bo Cinder", "Cy Ash"),
                    "code": "https://github.com/ember/net",
                    "stars": 264,
                    "project": "https://ember.example.org",
                },
            )
        ],
        [],
    ),
    "single_nasty.txt": (
        "the page of one paper",
        [
            (
                23,
                "CinderClinic: a multimodal cinder benchmark to evaluate ashes in simulated clinical hearths",
                "Diagnosing a hearth is a com … we use LAMs.",
                {"arxiv": "2305.07960", "date": "2023-05-13", "upvotes": 1, "authors": ("Ada Ember", "Bo Cinder")},
            )
        ],
        [],
    ),
    "single_no_abstract.md": (
        "the page of one paper",
        [],
        [(3, "A Page Without an Abstract", "a title without an abstract")],
    ),
    "single_page_name.md": (
        "the page of one paper",
        [
            (
                1,
                "Lamps: Light for Everyone",
                "Lamps give light in many roo … ds less oil.",
                {"arxiv": "2306.00070", "date": "2023-06-01", "upvotes": 19, "authors": ("Jane Doe", "Ivan Петров")},
            )
        ],
        [],
    ),
    "single_setext.md": (
        "the page of one paper",
        [
            (
                15,
                "MetaThimble: Bootstrap Your Own Thimbles for Large Fingers",
                "Large fingers have pushed th … m. They fit.",
                {
                    "arxiv": "2309.92284",
                    "date": "2023-09-21",
                    "upvotes": 19,
                    "authors": ("Long Thimble", "Yu Needle", "Han Thread"),
                },
            )
        ],
        [],
    ),
    "trending_cut.md": (
        "the trending page",
        [
            (
                5,
                "Whole Once, Cut Once",
                "One sentence is the whole su …  intentions.",
                {
                    "summary": True,
                    "arxiv": "2401.00010",
                    "date": "2024-01-02",
                    "upvotes": 5,
                    "code": "https://github.com/a/b",
                    "stars": 9,
                },
            )
        ],
        [(17, "Whole Once, Cut Once", "the same card again: the trending page shows every card twice")],
    ),
    "trending_good.md": (
        "the trending page",
        [
            (
                15,
                "Lantern 6.0: Foundation Lanterns",
                "We present Lantern 6.0, a fa … e the wicks.",
                {
                    "arxiv": "2410.05608",
                    "date": "2024-10-04",
                    "upvotes": 117,
                    "organisation": "Lantern Lab",
                    "code": "https://github.com/lanternlab/lantern-6",
                    "stars": 3290,
                },
            ),
            (
                49,
                "Trading Sparrows: A Multi-Sparrow Framework",
                "A framework of many sparrows … s and songs.",
                {
                    "summary": True,
                    "arxiv": "2312.20138",
                    "date": "2023-12-28",
                    "upvotes": 149,
                    "code": "https://github.com/sparrow/trading",
                    "stars": 110000,
                },
            ),
        ],
        [
            (34, "Lantern 6.0: Foundation Lanterns", "the same card again: the trending page shows every card twice"),
            (
                70,
                "Trading Sparrows: A Multi-Sparrow Framework",
                "the same card again: the trending page shows every card twice",
            ),
        ],
    ),
    "trending_nasty.md": (
        "the trending page",
        [
            (
                10,
                "Agent Bramble: Train Any Bramble with Reinforcement",
                "Agent Bramble is a flexible  … ing a hedge.",
                {
                    "summary": True,
                    "code": "https://github.com/bramble/agent-bramble",
                    "stars": 11300,
                },
            ),
            (
                22,
                "SmolThimble: An ultra-compact thimble for end-to-end multi-finger use",
                "SmolThimble is a compact thi … ous fingers.",
                {"summary": True, "code": "https://github.com/smol/thimble", "stars": 50800},
            ),
            (
                34,
                "Agent Bracken: Train Any Bracken with Reinforcement",
                "Agent Bracken is another pap … three words.",
                {"summary": True, "code": "https://github.com/bracken/agent", "stars": 12},
            ),
        ],
        [
            (
                16,
                "Agent Bramble: Train ANY Bra … einforcement",
                "the same card again: the trending page shows every card twice",
            ),
            (
                28,
                "SmolThimble: An ultra-compac … i-finger use",
                "the same card again: the trending page shows every card twice",
            ),
        ],
    ),
    "trending_text.txt": (
        "the trending page",
        [
            (
                10,
                "Pebble Counting: A Survey",
                "A system of pebbles counts o … le patience.",
                {
                    "summary": True,
                    "date": "2024-02-03",
                    "upvotes": 12,
                    "organisation": "Quarry University",
                    "stars": 1540,
                },
            )
        ],
        [(20, "Pebble Counting: A Survey", "the same card again: the trending page shows every card twice")],
    ),
}
