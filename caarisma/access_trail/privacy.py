from caarisma.common.privacy import declare

FIELDS = {"access_trail.AccessChange": declare(plain="id at account by what details")}
