from caarisma.common.privacy import declare

FIELDS = {"tallies.Tally": declare(plain="id name labels bucket times seconds")}
