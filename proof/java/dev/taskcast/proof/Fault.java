package dev.taskcast.proof;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** The kinds of faults. Each has a place, a length, and the reasons for which devices can then be told to reload. */
enum Fault {
    /** A gateway is killed by SIGKILL. At the end it is started again. */
    GATEWAY_KILL(Place.GATEWAY, 2, 6),
    /** A gateway is suspended by SIGSTOP for some seconds. */
    GATEWAY_STOP(Place.GATEWAY, 5, 5),
    /** A gateway is suspended by SIGSTOP for a minute. */
    GATEWAY_STOP_LONG(Place.GATEWAY, 60, 60),
    /** The clock of a gateway is 40 s ahead, or 8 s behind. */
    CLOCK_OF_GATEWAY(Place.GATEWAY, 5, 15),
    /**
     * A gateway starts again with a tiny heap, and devices that never read connect to it. At the end it has its normal
     * heap again.
     */
    HEAP_FULL(Place.GATEWAY, 35, 45),
    /** Each gateway is drained, stopped and started, one after the other. */
    ROLLING_DEPLOY(Place.ALL, 1, 1),
    /** A broker is killed by SIGKILL. At the end it is started again. */
    BROKER_KILL(Place.BROKER, 3, 10),
    /** The broker that leads the first partition is killed by SIGKILL. */
    LEADER_KILL(Place.BROKER, 3, 10),
    /** All brokers are killed by SIGKILL. */
    BROKERS_KILL(Place.ALL, 3, 8),
    /** A broker can write nothing more to its disk. At the end it is started again. */
    DISK_FULL(Place.BROKER, 5, 12),
    /** Connections of other brokers to a broker are reset, and new ones are refused. */
    REPLICATION_CUT(Place.BROKER, 3, 15),
    /** Nothing gets through on connections of other brokers to a broker, and no connection ends. */
    REPLICATION_STALL(Place.BROKER, 3, 20),
    /** The answers of a broker to other brokers do not get through. */
    REPLICATION_ONE_WAY(Place.BROKER, 3, 20),
    /** Only few bytes get through on connections of other brokers to a broker. */
    REPLICATION_SLOW(Place.BROKER, 5, 15),
    /** Connections between two brokers are reset, and new ones are refused. Both brokers reach the third one. */
    TWO_BROKERS_CUT(Place.BROKERS, 3, 15),
    /** Nothing gets through between two brokers, and no connection ends. */
    TWO_BROKERS_STALL(Place.BROKERS, 3, 20),
    /** Nothing that one broker sends to another broker gets through. */
    TWO_BROKERS_ONE_WAY(Place.BROKERS, 3, 20),
    /** Only few bytes get through between two brokers. */
    TWO_BROKERS_SLOW(Place.BROKERS, 5, 15),
    /** Connections between devices and a gateway are reset, and new ones are refused. */
    DEVICES_CUT(Place.GATEWAY, 2, 8),
    /** Connections between devices and a gateway are reset once. */
    DEVICES_RESET(Place.GATEWAY, 1, 1),
    /** Devices disappear, and a gateway is not told. Their connections to the gateway stay open. */
    DEVICES_VANISH(Place.GATEWAY, 10, 20),
    /** Nothing gets through between devices and a gateway, and no connection ends. */
    DEVICES_STALL(Place.GATEWAY, 3, 20),
    /** The bytes that a gateway sends to devices do not get through. The bytes that devices send get through. */
    DEVICES_ONE_WAY(Place.GATEWAY, 3, 20),
    /** Only few bytes get through between devices and a gateway. */
    DEVICES_SLOW(Place.GATEWAY, 5, 15),
    /** Connections between a gateway and a broker are reset, and new ones are refused. */
    KAFKA_CUT(Place.LINE, 3, 15),
    /** Nothing gets through between a gateway and a broker, and no connection ends. */
    KAFKA_STALL(Place.LINE, 3, 20),
    /** The bytes that a broker sends to a gateway do not get through. */
    KAFKA_ONE_WAY(Place.LINE, 3, 20),
    /** Only few bytes get through between a gateway and a broker. */
    KAFKA_SLOW(Place.LINE, 5, 15),
    /** Some devices connect and never read. */
    STUCK_DEVICES(Place.GATEWAY, 5, 15),
    /** Some devices send pings as fast as they can, and never read. */
    PING_FLOOD(Place.GATEWAY, 3, 8),
    /** Connections take all descriptors of a gateway. */
    DESCRIPTORS(Place.GATEWAY, 3, 8),
    /** The login service signs with a new key. */
    KEY_ROTATION(Place.ALL, 1, 1),
    /** The clock of our clients in other languages is an hour ahead. */
    CLOCK_OF_CLIENTS(Place.ALL, 5, 15),
    /** The topic gets records that no gateway can use. */
    POISON(Place.ALL, 1, 1),
    /** A batch is damaged on a broker's disk before a gateway has read it. */
    POISON_BATCH(Place.TOPIC, 1, 1),
    /**
     * A broker that lacks the latest records becomes the leader. The topic then lacks events that devices have seen.
     */
    UNCLEAN_ELECTION(Place.TOPIC, 1, 1),
    /** The topic gets two more partitions. */
    PARTITIONS_ADDED(Place.TOPIC, 1, 1),
    /**
     * All records that the gateways have read are deleted, as retention does. Then a gateway starts that has read only
     * later records.
     */
    RETENTION(Place.TOPIC, 1, 1),
    /** The topic is deleted and created again. */
    TOPIC_REPLACED(Place.TOPIC, 1, 1),
    /** Nothing gets through between devices and a gateway. Meanwhile more is published than the window holds. */
    FULL_WINDOW(Place.GATEWAY, 8, 12);

    /** Where a fault strikes. */
    enum Place {
        /** One of the gateways. */
        GATEWAY,
        /** One of the brokers. */
        BROKER,
        /** The lines between one broker and the next one. */
        BROKERS,
        /** The line between one gateway and one broker. */
        LINE,
        /** The whole world, or a part that has no number. */
        ALL,
        /** The topic. Nothing is published then, and no other fault strikes. */
        TOPIC
    }

    private final Place place;
    private final int least;
    private final int most;

    Fault(Place place, int least, int most) {
        this.place = place;
        this.least = least;
        this.most = most;
    }

    Place place() {
        return place;
    }

    /** The shortest time that the fault lasts. */
    Duration least() {
        return Duration.ofSeconds(least);
    }

    Duration most() {
        return Duration.ofSeconds(most);
    }

    /** The reasons for which a device can be told to reload during the fault. */
    Set<String> reasons() {
        return switch (this) {
            case FULL_WINDOW -> Set.of("out_of_window");
            // A device that connects right after the gap has a cursor before it, which is out of the window.
            case RETENTION, POISON_BATCH -> Set.of("out_of_window", "gap_in_log");
            // A device that comes back before it was told gets one of the last two reasons.
            case UNCLEAN_ELECTION -> Set.of("gap_in_log", "ahead_of_log", "out_of_window");
            default -> Set.of();
        };
    }

    /** Whether the fault takes a gateway away from its devices, or all gateways in turn. */
    boolean takesGateway() {
        return place == Place.GATEWAY || this == ROLLING_DEPLOY;
    }

    /** Whether the fault takes a broker away: from one gateway, from another broker, or from all. */
    boolean takesBroker() {
        return Set.of(Place.BROKER, Place.BROKERS, Place.LINE).contains(place) || this == BROKERS_KILL;
    }

    /**
     * Whether both faults can strike together. Enough gateways and brokers must be left, and the effects must be
     * distinct.
     */
    boolean goesWith(Fault other) {
        return this != other
                && place != Place.TOPIC
                && other.place != Place.TOPIC
                && !(takesGateway() && other.takesGateway())
                && !(takesBroker() && other.takesBroker());
    }

    /** The name of the fault on the command line and in the report. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault with the name {@code word}. */
    static Fault of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + word + ". The faults are "
                        + Arrays.stream(values()).map(Fault::word).toList()));
    }
}
