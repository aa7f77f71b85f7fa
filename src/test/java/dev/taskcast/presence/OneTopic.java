package dev.taskcast.presence;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.config.PresenceSettings;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceTable.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replicas on one topic, one second at a time: each writes, then each reads. */
abstract class OneTopic {
    private static final PresenceSettings SETTINGS = settings()
            .with("taskcast.presence.topic", "presence")
            .with("taskcast.presence.lease", "60s")
            .with("taskcast.presence.max-bytes", "1MiB")
            .presence();
    /** In seconds. */
    static final int LEASE = 60;

    private static final Instant START = Instant.parse("2026-11-26T03:00:00Z");

    Instant now = START;
    /** Each record with its timestamp. */
    final List<Map.Entry<PresenceRecord, Instant>> topic = new ArrayList<>();

    final List<Replica> replicas = new ArrayList<>();

    final class Replica {
        final String name;
        private Duration ahead;
        final Presence presence;
        int next;

        Replica(String digit) {
            this(digit, Duration.ZERO);
        }

        /** A replica whose clock is {@code ahead}. */
        Replica(String digit, Duration ahead) {
            this.name = digit.repeat(16);
            this.ahead = ahead;
            this.presence =
                    new Presence(SETTINGS, () -> now.plus(this.ahead), () -> Duration.between(START, now), name);
            replicas.add(this);
            readAgain();
        }

        void write() {
            say(presence.renewal().stream().toList());
            for (String user : presence.changed()) {
                say(presence.say(user));
            }
            say(presence.leftovers(1_000));
        }

        void say(List<Saying> sayings) {
            sayings.forEach(saying -> topic.add(Map.entry(saying.record(), now.plus(ahead))));
            presence.said(sayings);
        }

        void read() {
            take();
            presence.isRead(Duration.ZERO);
        }

        /** Takes the new records, as between two looks at the end of the topic. */
        void take() {
            topic.subList(next, topic.size()).forEach(record -> presence.take(record.getKey(), record.getValue()));
            next = topic.size();
        }

        /** Somebody sets the clock of the replica's machine. */
        void setClock(Duration difference) {
            ahead = ahead.plus(difference);
        }

        void readAgain() {
            presence.begin();
            next = 0;
            read();
        }

        void open(String user) {
            presence.listener().opened(user, "s");
        }

        void close(String user) {
            presence.listener().closed(user, "s");
        }

        Known user(String user) {
            return presence.view().orElseThrow().user(user);
        }

        /** The answer of the replica at {@code GET /presence}. */
        String answer(String user) {
            View view = presence.view().orElseThrow();
            return PresenceAnswer.of(view, presence.age(view), List.of(user));
        }

        boolean isOnline(String user) {
            return user(user).devices() > 0;
        }
    }

    final Replica one = new Replica("1");
    final Replica two = new Replica("2");

    /** The records that remain after a compaction of the topic. */
    List<PresenceRecord> compacted() {
        Map<String, PresenceRecord> newest = new LinkedHashMap<>();
        topic.stream()
                .map(Map.Entry::getKey)
                .forEach(record -> newest.put(record.replica() + record.aboutUser(), record));
        return newest.values().stream()
                .filter(record -> !(record instanceof Gone))
                .toList();
    }

    void pass(int seconds) {
        replicas.forEach(Replica::write);
        replicas.forEach(Replica::read);
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            replicas.forEach(Replica::read);
            replicas.forEach(Replica::write);
            replicas.forEach(Replica::read);
        }
    }
}
