"""What made-up services and the partnership wrote."""

REASON = "Another team in our organisation does this part of the work."
# "You said, we did", on the page of a service's link.
REPLIES = (
    (
        "Many of you had to tell your story more than once.",
        "Workers now read your file first, and ask you what they can share with others.",
    ),
    ("The waiting room felt loud.", "You can wait in the garden room. Just say so at the desk."),
)
# Written by the service, and to be checked by a second person before anyone can read it.
REPLY_TO_CHECK = (
    "Letters were hard to read, and some of you were frightened to open them.",
    "We are rewriting our letters with parents. The first one says who we are and why we write.",
)
# What the partnership wrote about the results of its second round, by place (reporting.read.narratives).
IN_OUR_OWN_WORDS = {
    "dashboard": (
        "Two teams merged in spring and many colleagues moved office. Bear that in mind when you read these results. "
        "We are grateful that people answered so openly.\n\nSomething we could not count: parents now come to our "
        "planning days, and stay for lunch."
    ),
    "cell-comms-service": (
        "Teams asked for plainer words. The definition on our posters is now one that a young person wrote."
    ),
    "cell-learning-system": "The board heard two families in person. It changed what we talked about all day.",
    "theme-2": "Staff told us that relationships grow where there is time. We are looking at how we plan visits.",
}
