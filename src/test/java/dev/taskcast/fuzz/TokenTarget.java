package dev.taskcast.fuzz;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Fuzzes the tokens that a stranger sends, and the content that an issuer signs.
 *
 * <p>The first byte of the input gives the meaning of the other bytes.
 * <ul>
 *   <li>{@code t}: the token.
 *   <li>{@code a} to {@code d}: changes of a valid token. Of every three bytes, two give the place, and the third is
 *       the new character.
 *   <li>{@code h}, {@code p}, {@code e}: a header, a payload, or the content of an encrypted token, with the real keys.
 * </ul>
 */
public final class TokenTarget {
    private static final TokenKeys KEYS = new TokenKeys();
    private static final TokenVerifier VERIFIER = KEYS.verifier();
    private static final List<String> GOOD = KEYS.goodTokens();
    private static final Pattern REASON = Pattern.compile("[a-z]+( [A-Za-z0-9,:]+)+");

    private TokenTarget() {}

    /** Jazzer calls this method. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            byte[] rest = Arrays.copyOfRange(input, 1, input.length);
            switch (input[0]) {
                case 'a', 'b', 'c', 'd' -> changed(GOOD.get(input[0] - 'a'), rest);
                case 'h' -> signedWithHeader(new String(rest, StandardCharsets.UTF_8));
                case 'p' -> signed(rest);
                case 'e' -> encrypted(new String(rest, StandardCharsets.UTF_8));
                default ->
                    Claim.that(
                            caller(new String(rest, StandardCharsets.ISO_8859_1))
                                    .isEmpty(),
                            "a forged token is accepted");
            }
        }
    }

    /** Claims that a changed token is refused. Only some bits at the end of a part have no meaning. */
    private static void changed(String good, byte[] changes) {
        Claim.that(caller(good).isPresent(), "a good token is refused");
        char[] characters = good.toCharArray();
        for (int i = 0; i + 2 < changes.length; i += 3) {
            int where = (changes[i] & 0xff) << 8 | changes[i + 1] & 0xff;
            characters[where % characters.length] = (char) (changes[i + 2] & 0xff);
        }
        String token = new String(characters);
        if (caller(token).isPresent()) {
            Claim.same(decoded(token), decoded(good), "a changed token is accepted");
        }
    }

    /**
     * Signs any header with our key. The token is accepted only with our algorithm, and without a key in its header.
     */
    private static void signedWithHeader(String header) {
        Optional<Caller> caller = caller(KEYS.withHeader(header));
        if (caller.isPresent()) {
            Map<String, Object> fields =
                    SecondReader.object(header).orElseThrow(() -> new AssertionError("a header that is not JSON"));
            Claim.same(fields.get("alg"), "HS256", "algorithm");
            for (String forbidden : List.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "cty")) {
                Claim.that(fields.get(forbidden) == null, forbidden);
            }
        }
    }

    /** Signs any payload. An accepted caller is the user in the payload, and has the roles in the payload. */
    private static void signed(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        caller(KEYS.withPayload(payload)).ifPresent(caller -> isOf(caller, text));
    }

    private static void encrypted(String content) {
        Claim.that(caller(KEYS.encrypted(content)).isEmpty(), "an encrypted token without a signature is accepted");
    }

    private static void isOf(Caller caller, String payload) {
        Map<String, Object> claims =
                SecondReader.object(payload).orElseThrow(() -> new AssertionError("claims that are not JSON"));
        // JSON has a negative zero. As a number, it is 0.
        Object user = caller.user().equals("0") && "-0".equals(claims.get("sub")) ? "0" : claims.get("sub");
        Claim.same(caller.user(), user, "user");
        Claim.that(!caller.user().isBlank() && caller.user().length() <= 256, "a user's name is too long or blank");
        Claim.that(claims.get("exp") instanceof String, "a token without an end is accepted");
        Claim.that(caller.endsAt().isAfter(TokenKeys.NOW), "a token that has ended is accepted");
        Claim.that(!caller.issuedAt().isAfter(TokenKeys.NOW), "a token from the future is accepted");
        List<?> groups = claims.get("groups") instanceof List<?> names ? names : List.of();
        Claim.that(groups.containsAll(caller.roles()), "a role is not in the claims");
        for (String name : caller.getClaimNames()) {
            Claim.that(claims.containsKey(name) || name.equals("raw_token"), "a claim is not in the payload");
            caller.getClaim(name);
        }
        Claim.same(caller.toString(), "Caller[not shown]", "the text of a caller");
    }

    /**
     * The caller that {@code token} proves. A second check, as for a device that tries again, must give the same
     * answer.
     */
    private static Optional<Caller> caller(String token) {
        Optional<Caller> first = once(token);
        Claim.same(once(token).map(Caller::user), first.map(Caller::user), "a second check of the token");
        return first;
    }

    private static Optional<Caller> once(String token) {
        try {
            return Optional.of(VERIFIER.verify(token));
        } catch (Refusal refusal) {
            Claim.same(refusal.kind(), Refusal.Kind.UNAUTHENTICATED, "kind");
            Claim.that(REASON.matcher(refusal.reason()).matches(), "a reason has content: " + refusal.reason());
            return Optional.empty();
        }
    }

    private static List<String> decoded(String token) {
        return Arrays.stream(token.split("\\.", -1))
                .map(part -> new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1))
                .toList();
    }
}
