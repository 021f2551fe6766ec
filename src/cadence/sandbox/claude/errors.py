"""How the API says no.

Source: https://platform.claude.com/docs/en/api/errors
"""

from typing import Any

import orjson

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}

MESSAGES = {
    401: "invalid x-api-key",
    402: "Your credit balance is too low to access the Anthropic API.",
    403: "Your API key does not have permission to use the specified resource.",
    413: "Request exceeds the maximum size",
    429: "This request would exceed your organization's rate limit.",
    500: "Internal server error",
    504: "Request timed out",
    529: "Overloaded",
}


class ApiError(Exception):
    def __init__(self, status: int, message: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message or MESSAGES.get(status, "There was an issue with your request.")
        self.code = code
        """What `error.details.error_code` names, where it names anything."""

    @property
    def type(self) -> str:
        """Of a status that has no type of its own, that of its hundred."""
        return TYPES.get(self.status) or ("api_error" if self.status >= 500 else TYPES[400])

    def told(self, request_id: str) -> dict[str, Any]:
        error: dict[str, Any] = {"type": self.type, "message": self.message}
        if self.code:
            error["details"] = {"error_code": self.code}
        return {"type": "error", "error": error, "request_id": request_id}

    def body(self, request_id: str) -> bytes:
        return orjson.dumps(self.told(request_id))


def invalid(message: str) -> ApiError:
    return ApiError(400, message)
