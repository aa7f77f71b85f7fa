package dev.taskcast.proof;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** The kinds of faults: where each strikes, for how long, and for which reasons devices may then be told to reload. */
enum Fault {
    /** SIGKILL of a gateway; at the end it is started again. */
    GATEWAY_KILL(Place.GATEWAY, 2, 6),
    /** SIGSTOP of a gateway for some seconds. */
    GATEWAY_STOP(Place.GATEWAY, 5, 5),
    /** SIGSTOP of a gateway for a minute. */
    GATEWAY_STOP_LONG(Place.GATEWAY, 60, 60),
    /** The clock of a gateway is 40 s ahead or behind. */
    CLOCK_OF_GATEWAY(Place.GATEWAY, 5, 15),
    /** A gateway starts again with hardly any heap, and devices that never read come to it. At the end it has its heap again. */
    HEAP_FULL(Place.GATEWAY, 35, 45),
    /** Drain, stop and start of each gateway, one after the other. */
    ROLLING_DEPLOY(Place.ALL, 1, 1),
    /** SIGKILL of a broker; at the end it is started again. */
    BROKER_KILL(Place.BROKER, 3, 10),
    /** SIGKILL of the broker that leads the first partition. */
    LEADER_KILL(Place.BROKER, 3, 10),
    /** SIGKILL of all brokers. */
    BROKERS_KILL(Place.ALL, 3, 8),
    /** A broker can write nothing more to its disk. At the end it starts again. */
    DISK_FULL(Place.BROKER, 5, 12),
    /** Connections of other brokers to a broker are reset, and new ones are refused. */
    REPLICATION_CUT(Place.BROKER, 3, 15),
    /** Nothing gets through on connections of other brokers to a broker, and no connection ends. */
    REPLICATION_STALL(Place.BROKER, 3, 20),
    /** What a broker answers to other brokers does not get through. */
    REPLICATION_ONE_WAY(Place.BROKER, 3, 20),
    /** Little gets through on connections of other brokers to a broker. */
    REPLICATION_SLOW(Place.BROKER, 5, 15),
    /** Connections between devices and a gateway are reset, and new ones are refused. */
    DEVICES_CUT(Place.GATEWAY, 2, 8),
    /** Connections between devices and a gateway are reset once. */
    DEVICES_RESET(Place.GATEWAY, 1, 1),
    /** Devices are gone, and a gateway is not told: their connections to it stay open. */
    DEVICES_VANISH(Place.GATEWAY, 10, 20),
    /** Nothing gets through between devices and a gateway, and no connection ends. */
    DEVICES_STALL(Place.GATEWAY, 3, 20),
    /** What a gateway sends to devices does not get through, what they send does. */
    DEVICES_ONE_WAY(Place.GATEWAY, 3, 20),
    /** Little gets through between devices and a gateway. */
    DEVICES_SLOW(Place.GATEWAY, 5, 15),
    /** Connections between a gateway and a broker are reset, and new ones are refused. */
    KAFKA_CUT(Place.LINE, 3, 15),
    /** Nothing gets through between a gateway and a broker, and no connection ends. */
    KAFKA_STALL(Place.LINE, 3, 20),
    /** What a broker sends to a gateway does not get through. */
    KAFKA_ONE_WAY(Place.LINE, 3, 20),
    /** Little gets through between a gateway and a broker. */
    KAFKA_SLOW(Place.LINE, 5, 15),
    /** Devices that connect and never read. */
    STUCK_DEVICES(Place.GATEWAY, 5, 15),
    /** Devices that send pings as fast as they can, and never read. */
    PING_FLOOD(Place.GATEWAY, 3, 8),
    /** Connections take all descriptors of a gateway. */
    DESCRIPTORS(Place.GATEWAY, 3, 8),
    /** The login service signs with a new key. */
    KEY_ROTATION(Place.ALL, 1, 1),
    /** The clock of our clients in other languages is an hour ahead. */
    CLOCK_OF_CLIENTS(Place.ALL, 5, 15),
    /** Records that cannot be used. */
    POISON(Place.ALL, 1, 1),
    /** A batch is damaged on a broker's disk before a gateway has read it. */
    POISON_BATCH(Place.TOPIC, 1, 1),
    /** A broker that lacks the latest records becomes the leader: what devices have seen is no longer in the topic. */
    UNCLEAN_ELECTION(Place.TOPIC, 1, 1),
    /** The topic gets two partitions more. */
    PARTITIONS_ADDED(Place.TOPIC, 1, 1),
    /** All records that were read are deleted, as by retention; then a gateway that knows only the others is started. */
    RETENTION(Place.TOPIC, 1, 1),
    /** The topic is deleted and made again. */
    TOPIC_REPLACED(Place.TOPIC, 1, 1),
    /** Nothing gets through between devices and a gateway, while more is published than the window holds. */
    FULL_WINDOW(Place.GATEWAY, 8, 12);

    /** Where a fault strikes. */
    enum Place {
        /** One of the gateways. */
        GATEWAY,
        /** One of the brokers. */
        BROKER,
        /** What is between one gateway and one broker. */
        LINE,
        /** No place of its own. */
        ALL,
        /** The topic; nothing is published then, and no other fault goes on. */
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

    /** The shortest and the longest time that it goes on. */
    Duration least() {
        return Duration.ofSeconds(least);
    }

    Duration most() {
        return Duration.ofSeconds(most);
    }

    /** The reasons for which a device may be told to reload while it goes on. */
    Set<String> reasons() {
        return switch (this) {
            case FULL_WINDOW -> Set.of("out_of_window");
            case RETENTION -> Set.of("out_of_window", "gap_in_log");
            case POISON_BATCH -> Set.of("gap_in_log");
            // The last two: a device that comes back before it was told.
            case UNCLEAN_ELECTION -> Set.of("gap_in_log", "ahead_of_log", "out_of_window");
            default -> Set.of();
        };
    }

    /** Whether it takes a gateway away from its devices, or all of them in turn. */
    boolean takesGateway() {
        return place == Place.GATEWAY || this == ROLLING_DEPLOY;
    }

    /** Whether it takes a broker away, from one gateway or from all. */
    boolean takesBroker() {
        return place == Place.BROKER || place == Place.LINE || this == BROKERS_KILL;
    }

    /** Whether both can strike together: enough gateways and brokers are left, and the faults can be told apart. */
    boolean goesWith(Fault other) {
        return this != other
                && place != Place.TOPIC
                && other.place != Place.TOPIC
                && !(takesGateway() && other.takesGateway())
                && !(takesBroker() && other.takesBroker());
    }

    /** Its name on the command line and in the report. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault that {@link #word} names. */
    static Fault of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + word + "; there are "
                        + Arrays.stream(values()).map(Fault::word).toList()));
    }
}
