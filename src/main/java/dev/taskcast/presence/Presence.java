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
 * Who is online, as all replicas have reported it; and what this replica has to report.
 *
 * <p>One thread reads the topic ({@link #begin}, {@link #take}, {@link #isRead}), one thread writes it, any thread
 * asks. A new table replaces the old one only after it was read in full.
 *
 * <p>Concurrency: after a failed write, the content of the topic is unknown. The replica is then <em>out of step</em>:
 * it writes nothing about users until it has read the topic from its start and compared it. {@code doubts} counts these
 * failures. A reading that began before the last failure proves nothing.
 */
@Singleton
public final class Presence {
    /**
     * How long the last lease of an ending replica is valid: as long as a device needs to appear on another replica.
     */
    public static final Duration FAREWELL = OwnUsers.LINGER;

    /** How often a lease is renewed during its validity. */
    private static final int RENEWALS = 3;
    /** How long an incomplete table is kept before the topic is read again. */
    private static final Duration ANOTHER_TRY = Duration.ofMinutes(10);
    /** The longest lease that a record may claim: the longest one that can be configured. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final PresenceSettings settings;
    private final InstantSource clock;
    private final SteadyClock steady;
    private final String replica;
    private final OwnUsers own;
    private final AtomicLong removed = new AtomicLong();
    /** Users of this replica that the topic reported as gone since the last {@link #isRead}. */
    private final Set<String> gone = new HashSet<>();

    private volatile PresenceTable reading;
    private volatile Duration begun = Duration.ZERO;
    private boolean isLive;
    private long doubtsAtBegin;
    /** This object's monitor guards this field and the next. */
    private long doubts;

    private boolean isInStep = true;
    private volatile boolean isWritable;
    private volatile Optional<View> view = Optional.empty();
    private volatile Duration renewal = Duration.ZERO;
    private volatile boolean isEnding;

    @Inject
    Presence(PresenceSettings settings, InstantSource clock) {
        this(settings, clock, SteadyClock.ofThisMachine(), newName());
    }

    Presence(PresenceSettings settings, InstantSource clock, SteadyClock steady, String replica) {
        this.settings = settings;
        this.clock = clock;
        this.steady = steady;
        this.replica = replica;
        this.own = new OwnUsers(replica, clock, steady);
        this.reading = newTable();
    }

    void start(@Observes Startup event, SessionRegistry registry) {
        if (settings.topic().isPresent()) {
            registry.tell(own);
        }
    }

    /** The listener that learns which sessions there are. */
    SessionListener listener() {
        return own;
    }

    /** Begins to read the topic from its start. */
    public void begin() {
        synchronized (this) {
            doubtsAtBegin = doubts;
        }
        reading = newTable();
        begun = steady.time();
        isLive = false;
        gone.clear();
    }

    private PresenceTable newTable() {
        return new PresenceTable(settings.maxBytes(), settings.lease());
    }

    /**
     * Takes the next record of the topic. Any machine's clock may have stamped it with {@code timestamp}. A record that
     * arrives while the topic is followed was written just now. For earlier records the timestamp counts, but never as
     * later than this machine's clock.
     */
    public void take(PresenceRecord record, Instant timestamp) {
        Duration age = Duration.between(timestamp, clock.instant());
        reading.take(bounded(record), steady.time().minus(isLive || age.isNegative() ? Duration.ZERO : age));
        if (record instanceof Gone told && told.replica().equals(replica)) {
            told.aboutUser().ifPresentOrElse(gone::add, () -> renewal = Duration.ZERO);
        }
    }

    private static PresenceRecord bounded(PresenceRecord record) {
        return record instanceof Lease lease && lease.length().compareTo(LONGEST) > 0
                ? new Lease(lease.replica(), lease.at(), LONGEST)
                : record;
    }

    /** All records that were in the topic before the last {@code ago} were taken. A user who is here must not stay reported as gone. */
    public void isRead(Duration ago) {
        if (!isLive) {
            isLive = true;
            compare(reading.usersOf(replica));
        }
        gone.stream().filter(user -> !reading.has(replica, user)).forEach(own::isNotTold);
        gone.clear();
        // After an outage, the other replicas must first renew their leases.
        boolean isAnother = view.filter(shown -> shown.table() != reading).isPresent();
        if (!isAnother || hasPassed(begun.plus(betweenRenewals()))) {
            view = Optional.of(
                    new View(reading, clock.instant().minus(ago), steady.time().minus(ago)));
        }
    }

    private boolean hasPassed(Duration time) {
        return steady.time().compareTo(time) >= 0;
    }

    private void compare(Set<String> told) {
        told.forEach(own::isTold);
        own.names().stream().filter(user -> !told.contains(user)).forEach(own::isNotTold);
        synchronized (this) {
            isInStep |= doubts == doubtsAtBegin;
        }
    }

    /** The content of the topic is unknown from now on: a write failed, or the topic cannot be used. */
    public synchronized void isInDoubt() {
        doubts++;
        isInStep = false;
        isWritable = false;
        renewal = Duration.ZERO;
    }

    /** Whether to read the topic again from its start: it can be written again, or skipped records would fit now. */
    public boolean beginsAgain() {
        synchronized (this) {
            if (!isInStep && isWritable && doubts != doubtsAtBegin) {
                return true;
            }
        }
        return reading.isWorthAnotherTry() && hasPassed(begun.plus(ANOTHER_TRY));
    }

    private synchronized boolean isInStep() {
        return isInStep;
    }

    /**
     * The lease of this replica, if it is time to renew it. Unwritten acknowledgements of its users become news then.
     */
    public Optional<Saying> renewal() {
        if (isEnding || !hasPassed(renewal)) {
            return Optional.empty();
        }
        renewal = steady.time().plus(betweenRenewals());
        own.sayAcknowledged();
        return Optional.of(lease(settings.lease()));
    }

    private Duration betweenRenewals() {
        return settings.lease().dividedBy(RENEWALS);
    }

    private Saying lease(Duration length) {
        return Saying.of(new Lease(replica, clock.instant(), length), clock.instant());
    }

    /**
     * Ends this replica and all its sessions. Its last lease lasts for {@link #FAREWELL}; then its users count as gone.
     */
    public Saying farewell() {
        isEnding = true;
        own.endAll();
        return lease(FAREWELL);
    }

    /** The last record of this replica; empty while the topic may still report one of its users. */
    public Optional<Saying> end() {
        Instant now = clock.instant();
        Gone end = new Gone(replica, Optional.empty(), now, Optional.empty());
        return isInStep() && own.names().isEmpty() ? Optional.of(Saying.of(end, now)) : Optional.empty();
    }

    /** The users of this replica with news, each handed out once for each change. Empty while out of step. */
    public List<String> changed() {
        return isInStep() ? own.changed() : List.of();
    }

    /** While out of step, removes users who have gone; the later comparison finds the users to report as gone. */
    public void forgetWhoHasGone() {
        if (!isInStep()) {
            own.forgetWhoHasGone();
        }
    }

    /** The records to write about {@code user} of this replica now. */
    public List<Saying> say(String user) {
        return own.say(user);
    }

    /** The topic took all of {@code sayings}. */
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

    /** Makes each of these users have news later. */
    public void again(Collection<String> users) {
        own.again(users);
    }

    /**
     * Tombstones for records that ended replicas left in the topic, at most {@code most}. A record is left over one
     * lease after its replica's lease has ended. Only the replica whose name comes first gets the tombstones. A replica
     * that has just begun to read gets no tombstones, because it might not know all other replicas yet.
     */
    public List<Saying> leftovers(int most) {
        PresenceTable table = reading;
        Optional<View> shown = view.filter(is -> is.table() == table);
        Duration lease = settings.lease();
        if (shown.isEmpty() || shown.get().time().compareTo(begun.plus(lease)) < 0) {
            return List.of();
        }
        List<String> there = shown.get().replicas();
        if (there.isEmpty() || !there.get(0).equals(replica)) {
            return List.of();
        }
        return table.leftovers(shown.get().time().minus(lease), most).stream()
                .map(tombstone -> Saying.of(tombstone, clock.instant()))
                .toList();
    }

    /** The topic when it was last read to its end; empty before the first time. */
    Optional<View> view() {
        return view;
    }

    /** How many users of this replica have news. */
    int waiting() {
        return own.waiting();
    }

    /** How many leftover records this replica has removed. */
    long removed() {
        return removed.get();
    }

    /** How old {@code view} is. */
    Duration age(View view) {
        return steady.time().minus(view.time());
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
