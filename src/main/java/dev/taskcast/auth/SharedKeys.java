package dev.taskcast.auth;

import dev.taskcast.config.KeySettings;
import java.security.Key;
import java.time.Instant;
import java.util.List;
import org.jose4j.keys.HmacKey;

/** The secrets that an issuer shares with us, the current one first. */
final class SharedKeys implements KeySource {
    private final List<Key> keys;

    SharedKeys(KeySettings.Shared settings) {
        keys = settings.secrets().stream()
                .<Key>map(secret -> new HmacKey(secret.bytes()))
                .toList();
    }

    /** All of them, whatever the key id: a shared secret has no name. */
    @Override
    public List<Key> candidates(UnverifiedToken token, Instant now) {
        return keys;
    }
}
