package dev.taskcast.presence;

import dev.taskcast.config.PresenceSettings;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.sessions.SessionListener;
import dev.taskcast.sessions.SessionRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is online, as all replicas have told it; and what this one has to tell.
 *
 * <p>One thread reads the topic ({@link #begin}, {@link #take}, {@link #isRead}), one writes it, any thread asks. A table is read in
 * full before it takes the place of the one before.
 */
@Singleton
public final class Presence {
    /** How often a lease is renewed while it holds. */
    private static final int RENEWALS = 3;
    /** How long a table that had too little room is kept before another one is tried. */
    private static final Duration ANOTHER_TRY = Duration.ofMinutes(10);

    private final PresenceSettings settings;
    private final InstantSource clock;
    private final String replica;
    private final OwnUsers own;
    private final AtomicLong removed = new AtomicLong();
    private PresenceTable reading;
    private Instant begun = Instant.MIN;
    private volatile Optional<View> view = Optional.empty();
    private volatile Instant renewal = Instant.MIN;

    /** What the topic said at {@code asOf}. */
    record View(PresenceTable table, Instant asOf) {}

    @Inject
    Presence(PresenceSettings settings, InstantSource clock) {
        this(settings, clock, newName());
    }

    Presence(PresenceSettings settings, InstantSource clock, String replica) {
        this.settings = settings;
        this.clock = clock;
        this.replica = replica;
        this.own = new OwnUsers(replica, clock);
        this.reading = new PresenceTable(settings.maxBytes());
    }

    void start(@Observes Startup event, SessionRegistry registry) {
        if (settings.topic().isPresent()) {
            registry.tell(own);
        }
    }

    /** Who has to be told which sessions there are. */
    SessionListener listener() {
        return own;
    }

    /** Reading begins, at the start of the topic. */
    public void begin() {
        reading = new PresenceTable(settings.maxBytes());
        begun = clock.instant();
    }

    /** Takes the next record of the topic. Who says that this replica or a user of it is gone is contradicted. */
    public void take(PresenceRecord record) {
        reading.take(record);
        if (record instanceof Gone gone && gone.replica().equals(replica)) {
            gone.aboutUser().ifPresentOrElse(own::isNotTold, () -> renewal = Instant.MIN);
        }
    }

    /** Everything was taken that the topic had at {@code time}. */
    public void isRead(Instant time) {
        boolean isAnother = view.filter(shown -> shown.table() == reading).isEmpty();
        view = Optional.of(new View(reading, time));
        if (isAnother) {
            compare(reading.usersOf(replica));
        }
    }

    /** Has what the topic says of this replica be true again, if records were lost, or written by nobody knows whom. */
    private void compare(Set<String> told) {
        told.forEach(user -> own.isTold(user, clock.instant()));
        own.names().stream().filter(user -> !told.contains(user)).forEach(own::isNotTold);
    }

    /** Whether what was left out for want of room would have room now. */
    public boolean beginsAgain() {
        return reading.isWorthAnotherTry() && clock.instant().isAfter(begun.plus(ANOTHER_TRY));
    }

    /** What this replica says of itself, if it is time to say it again. */
    public Optional<PresenceRecord> renewal() {
        Instant now = clock.instant();
        if (now.isBefore(renewal)) {
            return Optional.empty();
        }
        renewal = now.plus(settings.lease().dividedBy(RENEWALS));
        return Optional.of(lease(now, settings.lease()));
    }

    /** What this replica says of itself when it ends: it holds as long as a device needs to be known on another one. */
    public PresenceRecord farewell() {
        return lease(clock.instant(), OwnUsers.LINGER);
    }

    private Lease lease(Instant now, Duration length) {
        return new Lease(replica, now, now.plus(length));
    }

    /** Of which users of this replica there is something to be said; each is handed out once for each change. */
    public List<String> changed() {
        return own.changed();
    }

    /** What is to be said of {@code user} of this replica now. */
    public Optional<PresenceRecord> say(String user) {
        return own.say(user, clock.instant().plus(settings.lease()));
    }

    /** Has something to be said of all of these users later. */
    public void again(Collection<String> users) {
        own.again(users);
    }

    /** Forgets who came and went while nothing could be said. */
    public void forgetTheUnsaid() {
        own.forgetTheUnsaid();
    }

    /** What was said may not have come into the topic. */
    public void mayBeUnsaid(PresenceRecord record) {
        if (!record.replica().equals(replica)) {
            return;
        }
        record.aboutUser()
                .ifPresentOrElse(
                        user -> {
                            own.isTold(user, record instanceof Gone gone ? gone.lastSeen() : clock.instant());
                            own.again(List.of(user));
                        },
                        () -> renewal = Instant.MIN);
    }

    /**
     * Tombstones for what ended replicas have left in the topic, at most {@code most}, one lease after theirs has ended. Of all
     * replicas one has some: the first by name.
     */
    public List<PresenceRecord> leftovers(int most) {
        if (view.isEmpty()) {
            return List.of();
        }
        PresenceTable table = view.get().table();
        Instant asOf = view.get().asOf();
        List<String> there = table.replicas(asOf);
        if (there.isEmpty() || !there.get(0).equals(replica)) {
            return List.of();
        }
        List<PresenceRecord> leftovers = table.leftovers(asOf.minus(settings.lease()), most);
        removed.addAndGet(leftovers.size());
        return leftovers;
    }

    /** What the topic said when it was last read to its end; empty until it was. */
    Optional<View> view() {
        return view;
    }

    /** How many users of this replica there is something to be said of. */
    int waiting() {
        return own.waiting();
    }

    /** How many leftovers this replica has removed. */
    long removed() {
        return removed.get();
    }

    Instant now() {
        return clock.instant();
    }

    boolean isOn() {
        return settings.topic().isPresent();
    }

    private static String newName() {
        byte[] name = new byte[8];
        new SecureRandom().nextBytes(name);
        return HexFormat.of().formatHex(name);
    }
}
