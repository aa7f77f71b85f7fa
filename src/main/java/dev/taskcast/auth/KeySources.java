package dev.taskcast.auth;

import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/** Makes the source of keys that a setting describes; what is wrong at the start stops the start. */
final class KeySources {
    private KeySources() {}

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
                checked(location.key(), file);
                yield new RefreshedKeys(location.key(), file, jwks, clock);
            }
            default -> new RefreshedKeys(location.key(), new HttpDocument(uri, jwks), jwks, clock);
        };
    }

    private static PublicKeys checked(String key, KeyDocument document) {
        try {
            return KeyFormat.parse(document.read());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("Setting " + key + " cannot be read: " + unreadable.getMessage());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("Setting " + key + " cannot be read: interrupted");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("Setting " + key + " holds " + wrong.getMessage());
        }
    }
}
