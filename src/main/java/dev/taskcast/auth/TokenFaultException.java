package dev.taskcast.auth;

/** A token has a fault. {@link TokenVerifier} turns it into a {@link Refusal}; no other package sees it. */
final class TokenFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TokenFault fault;

    TokenFaultException(TokenFault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    TokenFault fault() {
        return fault;
    }
}
