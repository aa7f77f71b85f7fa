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
import java.util.HashSet;
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
 *
 * <p>Concurrency: nobody knows what is in the topic once a record could not be written. Then it is <em>out of step</em>: nothing is
 * said of users until the topic was read from its start, and compared. {@code doubts} counts how often that came about; a reading
 * that began before the last of them proves nothing.
 */
@Singleton
public final class Presence {
    /** How long what a replica says at its end holds: as long as a device needs to be known on another one. */
    public static final Duration FAREWELL = OwnUsers.LINGER;

    /** How often a lease is renewed while it holds. */
    private static final int RENEWALS = 3;
    /** How long a table that had too little room is kept before another one is tried. */
    private static final Duration ANOTHER_TRY = Duration.ofMinutes(10);
    /** A record may ask for no more: the longest lease that can be set. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final PresenceSettings settings;
    private final InstantSource clock;
    private final String replica;
    private final OwnUsers own;
    private final AtomicLong removed = new AtomicLong();
    /** Users of this replica of whom the topic says that they have gone, until the next look. */
    private final Set<String> gone = new HashSet<>();

    private volatile PresenceTable reading;
    private volatile Instant begun = Instant.MIN;
    private boolean isLive;
    private long doubtsAtBegin;
    /** Guarded by this, as what follows. */
    private long doubts;

    private boolean isInStep = true;
    private volatile boolean isWritable;
    private volatile Optional<View> view = Optional.empty();
    private volatile Instant renewal = Instant.MIN;
    private volatile boolean isEnding;

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
        this.reading = newTable();
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
        synchronized (this) {
            doubtsAtBegin = doubts;
        }
        reading = newTable();
        begun = clock.instant();
        isLive = false;
        gone.clear();
    }

    private PresenceTable newTable() {
        return new PresenceTable(settings.maxBytes(), settings.lease());
    }

    /**
     * Takes the next record of the topic, written at {@code timestamp} by whatever clock. What comes while the topic is followed was
     * written just now. Only for what was there before that clock counts, and it cannot be ahead of this one.
     */
    public void take(PresenceRecord record, Instant timestamp) {
        Instant now = clock.instant();
        reading.take(bounded(record), isLive || timestamp.isAfter(now) ? now : timestamp);
        if (record instanceof Gone told && told.replica().equals(replica)) {
            told.aboutUser().ifPresentOrElse(gone::add, () -> renewal = Instant.MIN);
        }
    }

    private static PresenceRecord bounded(PresenceRecord record) {
        return record instanceof Lease lease && lease.length().compareTo(LONGEST) > 0
                ? new Lease(lease.replica(), lease.at(), LONGEST)
                : record;
    }

    /** Everything was taken that the topic had at {@code time}. Who is here is not to be said to have gone. */
    public void isRead(Instant time) {
        if (!isLive) {
            isLive = true;
            compare(reading.usersOf(replica));
        }
        gone.stream().filter(user -> !reading.has(replica, user)).forEach(own::isNotTold);
        gone.clear();
        // After an outage the others have to say first that they are still there.
        boolean isAnother = view.filter(shown -> shown.table() != reading).isPresent();
        if (!isAnother || !clock.instant().isBefore(begun.plus(betweenRenewals()))) {
            view = Optional.of(new View(reading, time));
        }
    }

    private void compare(Set<String> told) {
        told.forEach(own::isTold);
        own.names().stream().filter(user -> !told.contains(user)).forEach(own::isNotTold);
        synchronized (this) {
            isInStep |= doubts == doubtsAtBegin;
        }
    }

    /** Nobody knows what is in the topic. */
    public synchronized void isInDoubt() {
        doubts++;
        isInStep = false;
        isWritable = false;
        renewal = Instant.MIN;
    }

    /** Whether the topic is to be read from its start: it can be written again, or there would be room now for what was left out. */
    public boolean beginsAgain() {
        synchronized (this) {
            if (!isInStep && isWritable && doubts != doubtsAtBegin) {
                return true;
            }
        }
        return reading.isWorthAnotherTry() && clock.instant().isAfter(begun.plus(ANOTHER_TRY));
    }

    private synchronized boolean isInStep() {
        return isInStep;
    }

    /** What this replica says of itself, if it is time to say it again. What was acknowledged meanwhile is said of its users then. */
    public Optional<Saying> renewal() {
        Instant now = clock.instant();
        if (isEnding || now.isBefore(renewal)) {
            return Optional.empty();
        }
        renewal = now.plus(betweenRenewals());
        own.sayAcknowledged();
        return Optional.of(lease(settings.lease()));
    }

    private Duration betweenRenewals() {
        return settings.lease().dividedBy(RENEWALS);
    }

    private Saying lease(Duration length) {
        return Saying.of(new Lease(replica, clock.instant(), length), clock.instant());
    }

    /** This replica ends, and all its sessions; what it has said holds for {@link #FAREWELL}, and then its users are said to be gone. */
    public Saying farewell() {
        isEnding = true;
        own.endAll();
        return lease(FAREWELL);
    }

    /** The last record of this replica; empty if the topic may still say something of its users. */
    public Optional<Saying> end() {
        Instant now = clock.instant();
        Gone end = new Gone(replica, Optional.empty(), now, Optional.empty());
        return isInStep() && own.names().isEmpty() ? Optional.of(Saying.of(end, now)) : Optional.empty();
    }

    /** Of which users of this replica there is something to be said; each is handed out once for each change, and nobody out of step. */
    public List<String> changed() {
        return isInStep() ? own.changed() : List.of();
    }

    /** While it is out of step it forgets who goes: the comparison finds out of whom that has to be said. */
    public void forgetWhoHasGone() {
        if (!isInStep()) {
            own.forgetWhoHasGone();
        }
    }

    /** What is to be said of {@code user} of this replica now. */
    public List<Saying> say(String user) {
        return own.say(user);
    }

    /** All of {@code sayings} are in the topic. */
    public void said(List<Saying> sayings) {
        isWritable = true;
        for (Saying saying : sayings) {
            if (!saying.record().replica().equals(replica)) {
                removed.incrementAndGet();
            } else if (saying.record().aboutUser().isPresent()) {
                own.said(saying);
            }
        }
    }

    /** Has something to be said of all of these users later. */
    public void again(Collection<String> users) {
        own.again(users);
    }

    /**
     * Tombstones for what ended replicas have left in the topic, at most {@code most}, one lease after theirs has ended. Of all
     * replicas one has some: the first by name. One that has just begun to read has not heard of all others.
     */
    public List<Saying> leftovers(int most) {
        PresenceTable table = reading;
        Optional<View> shown = view.filter(is -> is.table() == table);
        Duration lease = settings.lease();
        if (shown.isEmpty() || shown.get().asOf().isBefore(begun.plus(lease))) {
            return List.of();
        }
        Instant asOf = shown.get().asOf();
        List<String> there = table.replicas(asOf);
        if (there.isEmpty() || !there.get(0).equals(replica)) {
            return List.of();
        }
        return table.leftovers(asOf.minus(lease), most).stream()
                .map(tombstone -> Saying.of(tombstone, clock.instant()))
                .toList();
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
