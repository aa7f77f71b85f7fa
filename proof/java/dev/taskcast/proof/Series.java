package dev.taskcast.proof;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A numbered sequence of events for one user or for all users. One publisher writes it.
 *
 * @param user the user who gets it; empty for all users
 * @param suffix the part of the name that differs from other series of the user
 * @param channel the channel of its events; empty if they have no channel
 */
record Series(String user, String suffix, String channel) {
    /** The channel that narrow devices ask for. */
    static final String NARROW = "board:a";

    static final Series EVERYONE = new Series("", "everyone", "");

    /**
     * The series of a user that come through Kafka: without a channel, with the channel of narrow devices, and with
     * another channel.
     */
    static List<Series> byKafka(String user) {
        return List.of(new Series(user, "k", ""), new Series(user, "a", NARROW), new Series(user, "b", "board:b"));
    }

    static Series byCloudEvent(String user) {
        return new Series(user, "c", "");
    }

    static Series byHttp(String user) {
        return new Series(user, "h", "");
    }

    static Series byDapr(String user) {
        return new Series(user, "d", "");
    }

    /** The names of the series that a device of {@code user} must get. A narrow device gets only one of them. */
    static Set<String> namesFor(String user, boolean narrow) {
        Set<String> names = new LinkedHashSet<>();
        if (narrow) {
            names.add(new Series(user, "a", NARROW).name());
            return names;
        }
        byKafka(user).forEach(series -> names.add(series.name()));
        names.add(byCloudEvent(user).name());
        names.add(byHttp(user).name());
        names.add(byDapr(user).name());
        names.add(EVERYONE.name());
        return names;
    }

    String name() {
        return user.isEmpty() ? suffix : user + "." + suffix;
    }

    /** The event with {@code number}, as plain JSON. */
    String plain(int number) {
        return "{\"event_type\":\"task.updated\","
                + (user.isEmpty() ? "\"audience\":\"all\"" : "\"user_id\":\"" + user + "\"")
                + (channel.isEmpty() ? "" : ",\"channel\":\"" + channel + "\"") + ",\"task\":" + task(number) + "}";
    }

    /** The same event as a CloudEvent. */
    String cloudEvent(int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + name() + "-" + number
                + "\",\"source\":\"/proof\",\"type\":\"task.updated\",\"taskcastuser\":\"" + user + "\",\"data\":"
                + task(number) + "}";
    }

    /** The same event in the envelope of Dapr. */
    String daprEvent(int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + name() + "-" + number
                + "\",\"source\":\"proof\",\"type\":\"com.dapr.event.sent\",\"datacontenttype\":\"application/json\","
                + "\"pubsubname\":\"taskpubsub\",\"topic\":\"task-updates\",\"data\":" + plain(number) + "}";
    }

    private String task(int number) {
        return "{\"id\":\"" + name() + "-" + number + "\",\"title\":\"" + "x".repeat(60) + "\"}";
    }
}
