package dev.taskcast.presence;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the topic says: the users of each replica, the replicas' leases, and, while there is room, when those who left were last seen.
 *
 * <p>Thread-safe: every method has the monitor, and none calls out. When there is no room for a user who is online, those who left
 * are forgotten first. If that is not enough the user is not kept, and the table is not complete any more.
 */
final class PresenceTable {
    /** The bytes that a user or a replica takes beside its text. */
    private static final int ENTRY = 300;

    private final long room;
    private final Map<String, Replica> replicas = new HashMap<>();
    private final LinkedHashMap<String, Gone> left = new LinkedHashMap<>();
    private long bytes;
    private boolean complete = true;

    private static final class Replica {
        private Optional<Lease> lease = Optional.empty();
        private final Map<String, Online> users = new HashMap<>();

        /** Until when what it says of {@code user} holds. */
        Instant end(Online user) {
            return lease.map(Lease::until).orElse(user.leaseUntil());
        }

        Instant lastSeen(Online user) {
            Instant seen = user.stay().lastSeen();
            return lease.map(Lease::at).filter(at -> at.isAfter(seen)).orElse(seen);
        }
    }

    /**
     * What is known of a user.
     *
     * @param devices on how many devices it is online
     * @param lastSeen when it was there, if that is known
     * @param acknowledged the cursor that a device acknowledged last, if that is known
     */
    record Known(int devices, Optional<Instant> since, Optional<Instant> lastSeen, Optional<String> acknowledged) {
        static final Known NOTHING = new Known(0, Optional.empty(), Optional.empty(), Optional.empty());

        /** This one and {@code stay}, which is {@code online} or has ended, and was last seen at {@code seen}. */
        Known with(Stay stay, boolean online, Instant seen) {
            boolean isNewer = lastSeen.filter(before -> before.isAfter(seen)).isEmpty();
            Optional<Instant> first = online
                    ? Optional.of(since.filter(before -> before.isBefore(stay.since()))
                            .orElse(stay.since()))
                    : since;
            return new Known(
                    devices + (online ? stay.devices() : 0),
                    first,
                    isNewer ? Optional.of(seen) : lastSeen,
                    isNewer ? stay.acknowledged().or(() -> acknowledged) : acknowledged.or(stay::acknowledged));
        }
    }

    /** A table that takes {@code room} bytes at most. */
    PresenceTable(long room) {
        this.room = room;
    }

    /** Takes what {@code record} says instead of what one with its key said before. */
    synchronized void take(PresenceRecord record) {
        if (record instanceof Online online) {
            forget(online.user());
            replica(online.replica()).ifPresent(replica -> put(replica, online));
        } else if (record instanceof Lease lease) {
            replica(lease.replica()).ifPresent(replica -> replica.lease = Optional.of(lease));
        } else {
            remove((Gone) record);
        }
    }

    private Optional<Replica> replica(String name) {
        Replica known = replicas.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (!hasRoom(ENTRY)) {
            return Optional.empty();
        }
        bytes += ENTRY;
        Replica added = new Replica();
        replicas.put(name, added);
        return Optional.of(added);
    }

    private void put(Replica replica, Online online) {
        Online before = replica.users.remove(online.user());
        bytes -= before == null ? 0 : cost(before);
        if (hasRoom(cost(online))) {
            replica.users.put(online.user(), online);
            bytes += cost(online);
        }
    }

    private void remove(Gone gone) {
        Replica replica = replicas.get(gone.replica());
        gone.aboutUser().ifPresent(user -> {
            Online before = replica == null ? null : replica.users.remove(user);
            bytes -= before == null ? 0 : cost(before);
            remember(user, gone);
        });
        if (replica != null) {
            replica.lease = gone.aboutUser().isEmpty() ? Optional.empty() : replica.lease;
            if (replica.users.isEmpty() && replica.lease.isEmpty()) {
                replicas.remove(gone.replica());
                bytes -= ENTRY;
            }
        }
    }

    private void remember(String user, Gone gone) {
        Gone before = left.get(user);
        if ((before == null || !before.lastSeen().isAfter(gone.lastSeen())) && bytes + cost(user, gone) <= room) {
            forget(user);
            left.put(user, gone);
            bytes += cost(user, gone);
        }
    }

    private void forget(String user) {
        Gone before = left.remove(user);
        bytes -= before == null ? 0 : cost(user, before);
    }

    /** Whether there is room for so much, if need be by forgetting who left longest ago. */
    private boolean hasRoom(long more) {
        for (Iterator<Map.Entry<String, Gone>> oldest = left.entrySet().iterator();
                bytes + more > room && oldest.hasNext(); ) {
            Map.Entry<String, Gone> entry = oldest.next();
            bytes -= cost(entry.getKey(), entry.getValue());
            oldest.remove();
        }
        complete &= bytes + more <= room;
        return bytes + more <= room;
    }

    private static long cost(Online online) {
        return ENTRY
                + 2L * online.user().length()
                + online.stay().acknowledged().map(String::length).orElse(0);
    }

    private static long cost(String user, Gone gone) {
        return ENTRY
                + 2L * user.length()
                + gone.acknowledged().map(String::length).orElse(0);
    }

    /** What is known of {@code user}, as it was at {@code time}. */
    synchronized Known user(String user, Instant time) {
        Known known = Known.NOTHING;
        for (Replica replica : replicas.values()) {
            Online online = replica.users.get(user);
            if (online != null) {
                known = known.with(online.stay(), replica.end(online).isAfter(time), replica.lastSeen(online));
            }
        }
        Gone gone = left.get(user);
        return gone == null || known.devices() > 0
                ? known
                : known.with(
                        new Stay(1, gone.lastSeen(), gone.lastSeen(), gone.acknowledged()), false, gone.lastSeen());
    }

    /** The replicas whose lease had not ended at {@code time}. */
    synchronized List<String> replicas(Instant time) {
        return replicas.entrySet().stream()
                .filter(replica -> replica.getValue()
                        .lease
                        .filter(lease -> lease.until().isAfter(time))
                        .isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Tombstones for what those replicas left behind whose leases ended before {@code time}, at most {@code most}. */
    synchronized List<PresenceRecord> leftovers(Instant time, int most) {
        List<PresenceRecord> tombstones = new ArrayList<>();
        replicas.forEach((name, replica) -> {
            if (replica.lease.filter(lease -> !lease.until().isBefore(time)).isPresent()) {
                return;
            }
            List<Online> ended = replica.users.values().stream()
                    .filter(user -> replica.end(user).isBefore(time))
                    .limit(most - tombstones.size())
                    .toList();
            ended.forEach(user -> tombstones.add(new Gone(
                    name, user.aboutUser(), replica.lastSeen(user), user.stay().acknowledged())));
            replica.lease
                    .filter(lease ->
                            replica.users.isEmpty() && lease.until().isBefore(time) && tombstones.size() < most)
                    .ifPresent(lease -> tombstones.add(new Gone(name, Optional.empty(), lease.at(), Optional.empty())));
        });
        return tombstones;
    }

    /** The users of {@code replica}. */
    synchronized Set<String> usersOf(String replica) {
        Replica known = replicas.get(replica);
        return known == null ? Set.of() : Set.copyOf(known.users.keySet());
    }

    /** How many users there are, once for each replica. */
    synchronized int size() {
        return replicas.values().stream()
                .mapToInt(replica -> replica.users.size())
                .sum();
    }

    /** The memory that it takes. */
    synchronized long bytes() {
        return bytes;
    }

    /** Whether it has everything that it was told. */
    synchronized boolean isComplete() {
        return complete;
    }

    /** Whether a new one that is told the same would be complete. */
    synchronized boolean isWorthAnotherTry() {
        return !complete && bytes < room / 2;
    }
}
