package dev.taskcast.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Where the keys of an issuer come from. */
public sealed interface KeySettings {
    /**
     * Secrets shared with the issuer: the first is the current one, the others are still accepted.
     *
     * @param secrets the secrets at the start
     * @param now reads the secrets as they are configured now; refuses invalid values, as at the start
     */
    record Shared(List<Secret> secrets, Supplier<List<Secret>> now) implements KeySettings {
        /** Creates settings whose secrets never change. */
        public Shared(List<Secret> secrets) {
            this(secrets, () -> secrets);
        }

        public Shared {
            secrets = List.copyOf(secrets);
            if (secrets.isEmpty()) {
                throw new IllegalArgumentException("An issuer has at least one secret");
            }
        }
    }

    /** Public keys in the configuration itself: PEM, JWK, JWKS, or one of these in Base64. */
    record Inline(String key, String text) implements KeySettings {}

    /**
     * A document with keys in PEM, JWK or JWKS. Its URL is {@code https:}, {@code file:} or {@code classpath:}. With
     * {@code http:}, it is on this machine or on a host that a setting allows.
     */
    record Location(String key, URI uri) implements KeySettings {
        private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
        private static final int MAX_PORT = 65_535;
        /** Two letters or more: a single letter is the drive of a path. */
        private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

        /**
         * The location {@code text}, which is the value of {@code key}. Without a scheme, it is a file, or else a
         * resource of the application. With {@code http:}, it is on this machine or on one of {@code httpHosts}.
         */
        static Location of(String key, String text, Set<String> httpHosts) {
            return of(key, text, httpHosts, Path::of);
        }

        /**
         * The same for a machine whose paths are {@code paths}. On some machines {@code https://…} is not a path, and
         * {@code C:\keys.pem} is one.
         */
        static Location of(String key, String text, Set<String> httpHosts, Function<String, Path> paths) {
            try {
                if (SCHEME.matcher(text).lookingAt()) {
                    return Optional.of(new URI(text))
                            .filter(uri -> trustworthy(uri, httpHosts))
                            .map(uri -> new Location(key, uri))
                            .orElseThrow(() -> refusal(key, text));
                }
                Path path = paths.apply(text);
                return new Location(
                        key,
                        Files.isRegularFile(path)
                                ? path.toAbsolutePath().toUri()
                                : new URI("classpath", new URI(text).toString(), null));
            } catch (URISyntaxException | InvalidPathException notAPlace) {
                throw refusal(key, text);
            }
        }

        /**
         * The place for a log: only the host of a URL, whose path or query may hold a secret; otherwise the whole
         * location.
         */
        public String place() {
            return uri.getHost() == null ? uri.toString() : uri.getHost();
        }

        private static boolean trustworthy(URI uri, Set<String> httpHosts) {
            String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            boolean https = "https".equals(uri.getScheme()) && uri.getHost() != null;
            boolean http = "http".equals(uri.getScheme()) && (THIS_MACHINE.contains(host) || httpHosts.contains(host));
            boolean remote = (https || http) && uri.getPort() <= MAX_PORT;
            return uri.getUserInfo() == null && (remote || local(uri));
        }

        private static boolean local(URI uri) {
            boolean absolute = uri.getPath() != null
                    && uri.getAuthority() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return "classpath".equals(uri.getScheme()) || "file".equals(uri.getScheme()) && absolute;
        }

        private static IllegalArgumentException refusal(String key, String text) {
            String shown = text.contains("@") ? "not shown here, as it may hold a password" : "'" + text + "'";
            return new IllegalArgumentException(
                    "Setting " + key + " is " + shown
                            + "; allowed is https:, file: with an absolute path, classpath:, or http: on localhost or a host of taskcast.auth.jwks.http-hosts, without a user");
        }
    }
}
