package dev.taskcast.auth;

/** A token has a fault. {@link TokenVerifier} makes the {@link Refusal} of it; nobody outside sees this. */
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
