package dev.taskcast.auth;

import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/** Makes the source of keys that a setting describes; a value that cannot be a key stops the start. */
final class KeySources {
    private KeySources() {}

    /** The source of {@code keys}, which begins to read from the network when it is started. */
    static KeySource of(KeySettings keys, JwksSettings jwks, InstantSource clock) {
        if (keys instanceof KeySettings.Shared shared) {
            return new SharedKeys(shared);
        }
        if (keys instanceof KeySettings.Inline inline) {
            return checked(inline.key(), inline::text);
        }
        KeySettings.Location location = (KeySettings.Location) keys;
        URI uri = location.uri();
        return switch (uri.getScheme()) {
            case "classpath" -> checked(location.key(), KeyDocument.resource(uri, jwks.maxBytes()));
            case "file" -> {
                KeyDocument file = KeyDocument.file(uri, jwks.maxBytes());
                PublicKeys first = checked(location.key(), file);
                yield new RefreshedKeys(name(location), file, jwks, clock).holding(first);
            }
            default -> new RefreshedKeys(name(location), new HttpDocument(uri, jwks), jwks, clock);
        };
    }

    private static String name(KeySettings.Location location) {
        return location.key() + " (" + location.place() + ")";
    }

    private static PublicKeys checked(String key, KeyDocument document) {
        try {
            return KeyFormat.parse(document.read());
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
