package dev.taskcast.presence;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Online;
import dev.taskcast.presence.Saying.Kind;
import dev.taskcast.sessions.SessionListener;
import dev.taskcast.wire.Cursor;
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
 * {@code changed} while it is made, and taken out of there before it is looked at. So the last change is always looked at.
 *
 * <p>It has the users who have sessions, and those who had one a moment ago. One thread says what there is to be said, and tells
 * afterwards what came into the topic.
 */
final class OwnUsers implements SessionListener {
    /** How long the last session of a user still counts: a device that moves is not shown as gone in between. */
    static final Duration LINGER = Duration.ofSeconds(2);

    /** How many sessions a record names. */
    private static final int NAMED = 50;

    private final String replica;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Own> users = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    /** Who acknowledged something that was not said. */
    private final Set<String> acked = ConcurrentHashMap.newKeySet();

    private static final class Own {
        private final Set<String> open = new LinkedHashSet<>(2);
        /** Of which sessions the topic says that they have begun, and not that they have ended. */
        private final Set<String> told = new LinkedHashSet<>(2);

        private final Instant since;
        private Instant lastSeen;
        private String lastEnded = "";
        private Optional<Cursor> acknowledged = Optional.empty();
        /** Whether the topic may say that this user is here. */
        private boolean isInTopic;
        /** Whether it is to be said though no session has begun or ended. */
        private boolean isToBeSaid;

        Own(Instant since) {
            this.since = since;
            this.lastSeen = since;
        }

        /** The sessions that count. */
        Set<String> here(Instant now) {
            boolean lingers = !lastEnded.isEmpty() && now.isBefore(lastSeen.plus(LINGER));
            return open.isEmpty() && lingers ? Set.of(lastEnded) : open;
        }

        Optional<String> acknowledgedText() {
            return acknowledged.map(Cursor::encode);
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
            own.open.add(session);
            own.lastSeen = now;
            changed.add(user);
            return own;
        });
    }

    @Override
    public void closed(String user, String session) {
        Instant now = clock.instant();
        users.computeIfPresent(user, (name, own) -> {
            if (own.open.remove(session)) {
                own.lastSeen = now;
                own.lastEnded = session;
                changed.add(user);
            }
            return own;
        });
    }

    @Override
    public void acknowledged(String user, Cursor cursor) {
        users.computeIfPresent(user, (name, own) -> {
            own.acknowledged = Optional.of(cursor);
            acked.add(user);
            return own;
        });
    }

    /** Has what was acknowledged be said. */
    void sayAcknowledged() {
        List<String> users = List.copyOf(acked);
        acked.removeAll(users);
        again(users);
    }

    /** All sessions have ended: this replica ends. */
    void endAll() {
        Instant now = clock.instant();
        for (String user : users.keySet()) {
            users.computeIfPresent(user, (name, own) -> {
                for (String session : own.open) {
                    own.lastEnded = session;
                    own.lastSeen = now;
                }
                own.open.clear();
                changed.add(user);
                return own;
            });
        }
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

    /** Has something to be said of all of these later, if they are still here. */
    void again(Collection<String> unsaid) {
        for (String user : unsaid) {
            users.computeIfPresent(user, (name, own) -> {
                own.isToBeSaid = true;
                changed.add(user);
                return own;
            });
        }
    }

    /** What is to be said of {@code user} now: each session that has begun or ended, and with each how the user is there now. */
    List<Saying> say(String user) {
        List<Saying> sayings = new ArrayList<>();
        users.computeIfPresent(user, (name, own) -> {
            Instant now = clock.instant();
            Set<String> here = own.here(now);
            if (own.open.isEmpty() && !here.isEmpty()) {
                // To be looked at until it has gone.
                changed.add(user);
            }
            acked.remove(user);
            PresenceRecord state = here.isEmpty() ? gone(user, own) : online(user, own, here);
            here.stream()
                    .filter(session -> !own.told.contains(session))
                    .forEach(session -> sayings.add(new Saying(state, Kind.OPENED, Optional.of(session), now)));
            own.told.stream()
                    .filter(session -> !here.contains(session))
                    .forEach(session -> sayings.add(new Saying(state, Kind.CLOSED, Optional.of(session), now)));
            if (sayings.isEmpty() && (here.isEmpty() ? own.isInTopic : own.isToBeSaid)) {
                sayings.add(Saying.of(state, now));
            }
            own.isToBeSaid = false;
            return here.isEmpty() && sayings.isEmpty() ? null : own;
        });
        return sayings;
    }

    private Gone gone(String user, Own own) {
        return new Gone(replica, Optional.of(user), own.lastSeen, own.acknowledgedText());
    }

    private Online online(String user, Own own, Set<String> here) {
        Stay stay = new Stay(here.size(), own.since, own.lastSeen, own.acknowledgedText());
        return new Online(replica, user, here.stream().limit(NAMED).toList(), stay);
    }

    /** {@code saying}, which is about a user, came into the topic. */
    void said(Saying saying) {
        users.computeIfPresent(saying.record().aboutUser().orElseThrow(), (user, own) -> {
            saying.session().ifPresent(session -> {
                if (saying.kind() == Kind.OPENED) {
                    own.told.add(session);
                } else {
                    own.told.remove(session);
                }
            });
            own.isInTopic = saying.record() instanceof Online;
            boolean isOver = !own.isInTopic && own.told.isEmpty();
            return isOver && own.here(clock.instant()).isEmpty() ? null : own;
        });
    }

    /** Forgets who has gone, also if the topic says that they are here. */
    void forgetWhoHasGone() {
        for (String user : changed) {
            users.computeIfPresent(user, (name, own) -> {
                if (!own.here(clock.instant()).isEmpty()) {
                    return own;
                }
                changed.remove(user);
                acked.remove(user);
                return null;
            });
        }
    }

    /** The topic says that {@code user} is here; if it is not, that has to be said. */
    void isTold(String user) {
        users.compute(user, (name, known) -> {
            Own own = known == null ? new Own(clock.instant()) : known;
            own.isInTopic = true;
            if (own.open.isEmpty()) {
                changed.add(user);
            }
            return own;
        });
    }

    /** The topic does not say that {@code user} is here; if it is, that has to be said. */
    void isNotTold(String user) {
        users.computeIfPresent(user, (name, own) -> {
            if (!own.open.isEmpty()) {
                own.isToBeSaid = true;
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
