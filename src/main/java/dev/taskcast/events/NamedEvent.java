package dev.taskcast.events;

import dev.taskcast.events.Audience.Users;
import dev.taskcast.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * An event that its producer named: a CloudEvent.
 *
 * @param event the event, with the fingerprint that distinguishes it from all other events
 * @param fingerprint of {@code source} and {@code id}, type, address, task and channel; without {@code time}, because a
 *     producer that retries may set a new time
 * @param name a hash of {@code source} and {@code id} alone
 * @param addressedName a hash of {@code source}, {@code id} and address
 */
public record NamedEvent(TaskEvent event, Fingerprint fingerprint, long name, long addressedName) {
    /** Names {@code event} by {@code identity}. */
    public static NamedEvent of(EventIdentity identity, TaskEvent event) {
        MessageDigest sha256 = Sha256.start();
        add(sha256, identity.source());
        add(sha256, identity.id());
        byte[] name = sha256.digest();
        sha256.update(name);
        if (event.audience() instanceof Users users) {
            add(sha256, users.ids().size());
            users.ids().forEach(user -> add(sha256, user));
        } else {
            add(sha256, 0);
        }
        byte[] addressed = sha256.digest();
        sha256.update(addressed);
        add(sha256, event.type());
        add(sha256, event.task());
        if (!event.channel().isEmpty()) {
            add(sha256, event.channel());
        }
        Fingerprint fingerprint = Fingerprint.of(sha256.digest());
        return new NamedEvent(event.with(fingerprint), fingerprint, first64Bits(name), first64Bits(addressed));
    }

    private static long first64Bits(byte[] digest) {
        return Fingerprint.of(digest).high();
    }

    /** Adds the length before the text, so that {@code ("a", "bc")} and {@code ("ab", "c")} give different digests. */
    private static void add(MessageDigest sha256, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        add(sha256, utf8.length);
        sha256.update(utf8);
    }

    private static void add(MessageDigest sha256, int number) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            sha256.update((byte) (number >>> shift));
        }
    }
}
