"""All mail leaves through here: a row, written in the transaction that gives cause for it, and sent by the sweeper.

Any room above may call `writing` and `moves`; only `sending` talks to the mail server. What a mail is about, and whom,
is not known here: a kind is a word, and the letter itself is encrypted until it is gone.
"""
