package dev.taskcast.auth;

import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** Creates the source of keys that a setting describes. A value that cannot be a key stops the start. */
final class KeySources {
    private KeySources() {}

    /**
     * The source of the public keys of {@code issuer}. It begins to read from the network when it is started.
     * {@code metrics} count the reads of a URL or a file.
     */
    static KeySource of(IssuerSettings issuer, JwksSettings jwks, InstantSource clock, AuthMetrics metrics) {
        if (issuer.keys() instanceof KeySettings.Inline inline) {
            return checked(inline.key(), () -> KeyFormat.parse(inline.text(), issuer.algorithms()));
        }
        KeySettings.Location location = (KeySettings.Location) issuer.keys();
        KeyDocument document = document(location.uri(), jwks);
        KeyLoader reader = () -> KeyFormat.parse(document.read(), issuer.algorithms());
        if (location.uri().getScheme().equals("classpath")) {
            return checked(location.key(), reader::read);
        }
        KeyLoader counted = metrics.reads(issuer.name()).counting(reader);
        RefreshedKeys keys = new RefreshedKeys(location, counted, jwks, clock);
        return location.uri().getScheme().equals("file") ? keys.holding(checked(location.key(), counted::read)) : keys;
    }

    /** The decryption of tokens of {@code issuer}; empty if they are not encrypted. */
    static Optional<Decryption> decryption(IssuerSettings issuer, JwksSettings jwks) {
        return issuer.decryption().map(settings -> {
            KeyDocument document = document(settings.location().uri(), jwks);
            return new Decryption(
                    settings, checked(settings.location().key(), () -> PrivateKeys.parse(document.read())));
        });
    }

    private static KeyDocument document(URI uri, JwksSettings jwks) {
        return switch (uri.getScheme()) {
            case "classpath" -> KeyDocument.resource(uri, jwks.maxBytes());
            case "file" -> KeyDocument.file(uri, jwks.maxBytes());
            default -> new HttpDocument(uri, jwks);
        };
    }

    /** Reads keys of one kind. */
    private interface Reader<T> {
        T read() throws IOException, InterruptedException;
    }

    private static <T> T checked(String key, Reader<T> reader) {
        try {
            return reader.read();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("Setting " + key + " cannot be read: " + KeyDocument.reason(unreadable));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("Setting " + key + " cannot be read: interrupted");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("Setting " + key + " holds " + wrong.getMessage());
        }
    }
}
