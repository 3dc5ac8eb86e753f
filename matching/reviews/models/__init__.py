from matching.reviews.models.answers import ReviewObjection, ReviewReply, ReviewReport
from matching.reviews.models.invitation import ReviewInvitation
from matching.reviews.models.review import Review, ReviewLook, ReviewMove

__all__ = [
    "Review",
    "ReviewInvitation",
    "ReviewLook",
    "ReviewMove",
    "ReviewObjection",
    "ReviewReply",
    "ReviewReport",
]
