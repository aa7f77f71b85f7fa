package dev.taskcast.presence;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Online;
import dev.taskcast.sessions.SessionListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users of this replica, and of whom there is something to be said.
 *
 * <p>Thread-safe. What is known of a user changes within {@code users.compute} alone, so one thread at a time. A change is noted in
 * {@code changed} after it was made, or while it is made, and taken out of there before it is looked at. So the last change is always
 * looked at.
 *
 * <p>It has the users who have sessions, or had one a moment ago. While Kafka cannot be read nobody is told to have come, and nobody
 * who went then has to be told to have gone: they are forgotten.
 */
final class OwnUsers implements SessionListener {
    /** How long a user still counts as online: a device that moves to another replica is not shown as gone in between. */
    static final Duration LINGER = Duration.ofSeconds(2);

    /** How many sessions a record names. */
    private static final int NAMED = 50;

    private final String replica;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Own> users = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private static final class Own {
        private final Set<String> sessions = new LinkedHashSet<>(2);
        private final Instant since;
        private Instant lastSeen;
        private Optional<String> acknowledged = Optional.empty();
        /** Whether the topic may say that this user is here. */
        private boolean told;

        Own(Instant since) {
            this.since = since;
            this.lastSeen = since;
        }
    }

    OwnUsers(String replica, InstantSource clock) {
        this.replica = replica;
        this.clock = clock;
    }

    @Override
    public void opened(String user, String session) {
        Instant now = clock.instant();
        users.compute(user, (name, known) -> {
            Own own = known == null ? new Own(now) : known;
            own.sessions.add(session);
            own.lastSeen = now;
            return own;
        });
        changed.add(user);
    }

    @Override
    public void closed(String user, String session) {
        Instant now = clock.instant();
        users.computeIfPresent(user, (name, own) -> {
            if (own.sessions.remove(session)) {
                own.lastSeen = now;
                changed.add(user);
            }
            return own;
        });
    }

    @Override
    public void acknowledged(String user, String cursor) {
        users.computeIfPresent(user, (name, own) -> {
            own.acknowledged = Optional.of(cursor);
            return own;
        });
    }

    /** Of whom there is something to be said; each is handed out once for each change. */
    List<String> changed() {
        List<String> taken = new ArrayList<>();
        for (Iterator<String> all = changed.iterator(); all.hasNext(); ) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    /** Has something to be said of all of these later. */
    void again(Collection<String> unsaid) {
        changed.addAll(unsaid);
    }

    /** What is to be said of {@code user} now, under a lease until {@code leaseUntil}. */
    Optional<PresenceRecord> say(String user, Instant leaseUntil) {
        PresenceRecord[] said = new PresenceRecord[1];
        users.computeIfPresent(user, (name, own) -> {
            boolean lingers = own.sessions.isEmpty() && isRecent(own);
            if (lingers) {
                changed.add(user);
            }
            if (!own.sessions.isEmpty() || lingers && !own.told) {
                own.told = true;
                said[0] = online(user, own, leaseUntil);
            } else if (!lingers && own.told) {
                said[0] = new Gone(replica, Optional.of(user), own.lastSeen, own.acknowledged);
            }
            return own.sessions.isEmpty() && !lingers ? null : own;
        });
        return Optional.ofNullable(said[0]);
    }

    /** Forgets who came and went while nothing could be said. */
    void forgetTheUnsaid() {
        for (String user : changed) {
            users.computeIfPresent(user, (name, own) -> {
                if (!isForgettable(own)) {
                    return own;
                }
                changed.remove(user);
                return null;
            });
        }
    }

    private boolean isForgettable(Own own) {
        return own.sessions.isEmpty() && !own.told && !isRecent(own);
    }

    /** Whether it still counts as online. */
    private boolean isRecent(Own own) {
        return clock.instant().isBefore(own.lastSeen.plus(LINGER));
    }

    private Online online(String user, Own own, Instant leaseUntil) {
        Stay stay = new Stay(Math.max(1, own.sessions.size()), own.since, own.lastSeen, own.acknowledged);
        return new Online(replica, user, own.sessions.stream().limit(NAMED).toList(), stay, leaseUntil);
    }

    /** The topic may say that {@code user} is here, as somebody last seen at {@code lastSeen}; if it is not, it has to be said. */
    void isTold(String user, Instant lastSeen) {
        users.compute(user, (name, known) -> {
            Own own = known == null ? new Own(lastSeen) : known;
            own.told = true;
            if (own.sessions.isEmpty()) {
                changed.add(user);
            }
            return own;
        });
    }

    /** The topic does not say that {@code user} is here; if it is it has to be said. */
    void isNotTold(String user) {
        users.computeIfPresent(user, (name, own) -> {
            if (!own.sessions.isEmpty()) {
                changed.add(user);
            }
            return own;
        });
    }

    /** All of them. */
    Set<String> names() {
        return users.keySet();
    }

    /** Of how many there is something to be said. */
    int waiting() {
        return changed.size();
    }
}
