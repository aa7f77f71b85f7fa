package dev.taskcast.presence;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import java.time.Duration;
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
 * The content of the topic: the users of each replica and the replicas' leases. While there is room, it also holds when
 * users who left were last seen.
 *
 * <p>Thread-safe: every method takes the monitor and calls no other object back. If there is no room for an online
 * user, the table first forgets users who left. If that is not enough, the user is left out, and the table is no longer
 * complete. All times at which something is valid are times of one {@link SteadyClock}.
 */
final class PresenceTable {
    /** The bytes that a user or a replica takes in addition to its text. */
    private static final int ENTRY = 300;

    private final long room;
    private final Duration lease;
    private final Map<String, Replica> replicas = new HashMap<>();
    private final LinkedHashMap<String, Gone> left = new LinkedHashMap<>();
    private long bytes;
    private boolean complete = true;

    private static final class Replica {
        private final Map<String, Online> users = new HashMap<>();
        /** When the replica last renewed its lease, by its own clock; {@code MIN} if it never did. */
        private Instant said = Instant.MIN;
        /** Until when its records are valid. */
        private Duration end;

        Replica(Duration end) {
            this.end = end;
        }

        boolean isKnown() {
            return !said.equals(Instant.MIN);
        }

        Instant lastSeen(Online user) {
            Instant seen = user.stay().lastSeen();
            return said.isAfter(seen) ? said : seen;
        }

        boolean isValid(Duration time) {
            return end.compareTo(time) > 0;
        }
    }

    /**
     * What is known of a user.
     *
     * @param devices on how many devices the user is online
     * @param since since when the user is online, if it is
     * @param lastSeen when the user was last seen, if that is known
     * @param acknowledged the last cursor that a device acknowledged, if that is known
     */
    record Known(int devices, Optional<Instant> since, Optional<Instant> lastSeen, Optional<String> acknowledged) {
        static final Known NOTHING = new Known(0, Optional.empty(), Optional.empty(), Optional.empty());

        /** Adds {@code stay}, which is {@code online} or has ended, and was last seen at {@code seen}. */
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

    /**
     * Creates a table of at most {@code room} bytes. A replica without a lease record gets a lease of {@code lease}.
     */
    PresenceTable(long room, Duration lease) {
        this.room = room;
        this.lease = lease;
    }

    /** Takes {@code record}, which is valid since {@code time}, in place of an earlier record with its key. */
    synchronized void take(PresenceRecord record, Duration time) {
        if (record instanceof Online online) {
            forget(online.user());
            replica(online.replica(), time).ifPresent(replica -> put(replica, online));
        } else if (record instanceof Lease said) {
            replica(said.replica(), time).ifPresent(replica -> {
                replica.said = said.at();
                replica.end = time.plus(said.length());
            });
        } else {
            remove((Gone) record, time);
        }
    }

    private Optional<Replica> replica(String name, Duration time) {
        Replica known = replicas.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        if (!hasRoom(ENTRY)) {
            return Optional.empty();
        }
        bytes += ENTRY;
        Replica added = new Replica(time.plus(lease));
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

    private void remove(Gone gone, Duration time) {
        Replica replica = replicas.get(gone.replica());
        gone.aboutUser().ifPresent(user -> {
            Online before = replica == null ? null : replica.users.remove(user);
            bytes -= before == null ? 0 : cost(before);
            remember(user, gone);
        });
        if (replica != null) {
            if (gone.aboutUser().isEmpty()) {
                replica.said = Instant.MIN;
                replica.end = time;
            }
            if (replica.users.isEmpty() && !replica.isKnown()) {
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

    /** Whether there is room for {@code more} bytes. To make room, forgets the users who left longest ago. */
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

    /** What is known of {@code user}, as of {@code time}. */
    synchronized Known user(String user, Duration time) {
        Known known = Known.NOTHING;
        for (Replica replica : replicas.values()) {
            Online online = replica.users.get(user);
            if (online != null) {
                known = known.with(online.stay(), replica.isValid(time), replica.lastSeen(online));
            }
        }
        Gone gone = left.get(user);
        return gone == null || known.devices() > 0
                ? known
                : known.with(
                        new Stay(1, gone.lastSeen(), gone.lastSeen(), gone.acknowledged()), false, gone.lastSeen());
    }

    /** The replicas whose lease had not ended at {@code time}. */
    synchronized List<String> replicas(Duration time) {
        return replicas.entrySet().stream()
                .filter(replica ->
                        replica.getValue().isKnown() && replica.getValue().isValid(time))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Tombstones for the records of replicas whose lease ended before {@code time}, at most {@code most}. */
    synchronized List<PresenceRecord> leftovers(Duration time, int most) {
        List<PresenceRecord> tombstones = new ArrayList<>();
        replicas.forEach((name, replica) -> {
            if (replica.end.compareTo(time) >= 0) {
                return;
            }
            replica.users.values().stream()
                    .limit(most - tombstones.size())
                    .forEach(user -> tombstones.add(new Gone(
                            name,
                            user.aboutUser(),
                            replica.lastSeen(user),
                            user.stay().acknowledged())));
            if (replica.users.isEmpty() && replica.isKnown() && tombstones.size() < most) {
                tombstones.add(new Gone(name, Optional.empty(), replica.said, Optional.empty()));
            }
        });
        return tombstones;
    }

    /** Whether {@code user} has sessions on {@code replica}. */
    synchronized boolean has(String replica, String user) {
        Replica known = replicas.get(replica);
        return known != null && known.users.containsKey(user);
    }

    /** The users of {@code replica}. */
    synchronized Set<String> usersOf(String replica) {
        Replica known = replicas.get(replica);
        return known == null ? Set.of() : Set.copyOf(known.users.keySet());
    }

    /** How many users are online as of {@code time}, counted once for each replica. */
    synchronized int online(Duration time) {
        return replicas.values().stream()
                .filter(replica -> replica.isValid(time))
                .mapToInt(replica -> replica.users.size())
                .sum();
    }

    /** The memory that the table takes, in bytes. */
    synchronized long bytes() {
        return bytes;
    }

    /** Whether the table holds all leases and online users that it was given. Users who left do not count. */
    synchronized boolean isComplete() {
        return complete;
    }

    /**
     * Whether a new table with the same input would probably be complete: this one lacks records, but is less than half
     * full.
     */
    synchronized boolean isWorthAnotherTry() {
        return !complete && bytes < room / 2;
    }
}
