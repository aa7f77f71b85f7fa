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
 * The users of this replica, and which of them have news for the topic of presence.
 *
 * <p>It holds the users who have sessions, and those who had one a moment ago. One thread asks for the news, writes
 * them to the topic, and then reports what the topic took.
 *
 * <p>Thread-safe. A user's state changes only inside {@code users.compute}, so by one thread at a time. A thread that
 * changes a state also adds the user to {@code changed}. The writing thread removes the user from {@code changed}
 * before it reads the state, so it always reads the last change.
 */
final class OwnUsers implements SessionListener {
    /**
     * How long the last session of a user still counts after its end: a device that moves is not shown as gone in
     * between.
     */
    static final Duration LINGER = Duration.ofSeconds(2);

    /** How many sessions a record names. */
    private static final int NAMED = 50;

    private final String replica;
    private final InstantSource clock;
    private final SteadyClock steady;
    private final ConcurrentHashMap<String, Own> users = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    /** Users with an acknowledgement that was not written yet. */
    private final Set<String> acked = ConcurrentHashMap.newKeySet();

    private static final class Own {
        private final Set<String> open = new LinkedHashSet<>(2);
        /** The sessions that the topic reports as begun and not as ended. */
        private final Set<String> told = new LinkedHashSet<>(2);

        private Instant since;
        private Instant lastSeen;
        private String lastEnded = "";
        /** When it ended. */
        private Duration end = Duration.ZERO;

        private Optional<Cursor> acknowledged = Optional.empty();
        /** Whether the topic may report this user as online. */
        private boolean isInTopic;
        /** Whether to write a record about the user although no session has begun or ended. */
        private boolean isToBeSaid;

        Own(Instant since) {
            this.since = since;
            this.lastSeen = since;
        }

        /** The sessions that count. */
        Set<String> here(Duration time) {
            boolean lingers = !lastEnded.isEmpty() && time.compareTo(end.plus(LINGER)) < 0;
            return open.isEmpty() && lingers ? Set.of(lastEnded) : open;
        }

        void ends(String session, Instant now, Duration time) {
            lastSeen = now;
            lastEnded = session;
            end = time;
        }

        Optional<String> acknowledgedText() {
            return acknowledged.map(Cursor::encode);
        }
    }

    OwnUsers(String replica, InstantSource clock, SteadyClock steady) {
        this.replica = replica;
        this.clock = clock;
        this.steady = steady;
    }

    @Override
    public void opened(String user, String session) {
        Instant now = clock.instant();
        users.compute(user, (name, known) -> {
            Own own = known == null ? new Own(now) : known;
            if (own.here(steady.time()).isEmpty()) {
                own.since = now;
            }
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
                own.ends(session, now, steady.time());
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

    /** Puts the users with unwritten acknowledgements among those with news. */
    void sayAcknowledged() {
        List<String> users = List.copyOf(acked);
        acked.removeAll(users);
        again(users);
    }

    /** Ends all sessions, because this replica ends. */
    void endAll() {
        Instant now = clock.instant();
        for (String user : users.keySet()) {
            users.computeIfPresent(user, (name, own) -> {
                for (String session : own.open) {
                    own.ends(session, now, steady.time());
                }
                own.open.clear();
                changed.add(user);
                return own;
            });
        }
    }

    /** The users with news; each is handed out once for each change. */
    List<String> changed() {
        List<String> taken = new ArrayList<>();
        for (Iterator<String> all = changed.iterator(); all.hasNext(); ) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    /** Puts each of the users {@code unsaid} among those with news again, if the user is still here. */
    void again(Collection<String> unsaid) {
        for (String user : unsaid) {
            users.computeIfPresent(user, (name, own) -> {
                own.isToBeSaid = true;
                changed.add(user);
                return own;
            });
        }
    }

    /**
     * The records to write about {@code user} now: one for each session that has begun or ended. Each also has the
     * user's current state.
     */
    List<Saying> say(String user) {
        List<Saying> sayings = new ArrayList<>();
        users.computeIfPresent(user, (name, own) -> {
            Instant now = clock.instant();
            Set<String> here = own.here(steady.time());
            if (own.open.isEmpty() && !here.isEmpty()) {
                // The user stays among those with news until the last session no longer counts.
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
            // Also if nobody learns whether it reached the topic.
            own.isInTopic |= state instanceof Online && !sayings.isEmpty();
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

    /** The topic took {@code saying}, which is about a user. */
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
            return isOver && own.here(steady.time()).isEmpty() ? null : own;
        });
    }

    /**
     * Removes the users who have gone, unless the topic may report them as online. Those are kept until it is read, and
     * are not among those with news.
     */
    void forgetWhoHasGone() {
        for (String user : changed) {
            users.computeIfPresent(user, (name, own) -> {
                if (!own.here(steady.time()).isEmpty()) {
                    return own;
                }
                changed.remove(user);
                acked.remove(user);
                return own.isInTopic ? own : null;
            });
        }
    }

    /** The topic reports {@code user} as online; if the user is not here, that is news. */
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

    /** The topic does not report {@code user} as online; if the user is here, or was kept, that is news. */
    void isNotTold(String user) {
        users.computeIfPresent(user, (name, own) -> {
            own.isToBeSaid |= !own.open.isEmpty();
            changed.add(user);
            return own;
        });
    }

    /** All users of this replica. */
    Set<String> names() {
        return users.keySet();
    }

    /** How many users have news. */
    int waiting() {
        return changed.size();
    }
}
