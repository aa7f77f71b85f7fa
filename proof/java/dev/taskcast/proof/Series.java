package dev.taskcast.proof;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A numbered sequence of events for one user, for two users or for all users. One publisher writes it.
 *
 * @param users the users who get it; empty for all users
 * @param suffix the part of the name that differs from other series of the users
 * @param channel the channel of its events; empty if they have no channel
 * @param form the form of its events in Kafka
 */
record Series(List<String> users, String suffix, String channel, Form form) {
    /** The channel that narrow devices ask for. */
    static final String NARROW = "board:a";

    /** The other channel. Some devices ask for both channels, and then for the first one alone. */
    static final String OTHER = "board:b";

    static final Series EVERYONE = new Series(List.of(), "everyone", "", Form.PLAIN);

    /** The forms of an event in Kafka. */
    enum Form {
        /** Plain JSON. */
        PLAIN,
        /** A structured CloudEvent. */
        STRUCTURED,
        /** A binary CloudEvent. */
        BINARY
    }

    /** The user with the number {@code user}. */
    static String user(int user) {
        return "u" + user;
    }

    /**
     * The series of a user that come through Kafka: without a channel, with the channel of narrow devices, with another
     * channel, and CloudEvents. Two users share one more series. The user with the lower number brings it.
     */
    static List<Series> byKafka(int user) {
        Stream<Series> own = Stream.of(
                of(user, "k", "", Form.PLAIN),
                of(user, "a", NARROW, Form.PLAIN),
                of(user, "b", OTHER, Form.PLAIN),
                of(user, "s", "", Form.STRUCTURED),
                of(user, "y", "", Form.BINARY));
        return Stream.concat(own, user % 2 == 0 ? Stream.of(byTwo(user)) : Stream.of())
                .toList();
    }

    static Series byCloudEvent(int user) {
        return of(user, "c", "", Form.PLAIN);
    }

    static Series byHttp(int user) {
        return of(user, "h", "", Form.PLAIN);
    }

    static Series byDapr(int user) {
        return of(user, "d", "", Form.PLAIN);
    }

    /** The names of the series that a device of {@code user} must get if it asks only for {@code channels}. */
    static Set<String> namesFor(int user, List<String> channels) {
        return byKafka(user).stream()
                .filter(series -> channels.contains(series.channel()))
                .map(Series::name)
                .collect(Collectors.toSet());
    }

    /** The names of the series that a device of {@code user} must get if it has no filter. */
    static Set<String> namesFor(int user) {
        Set<String> names = new LinkedHashSet<>();
        byKafka(user).forEach(series -> names.add(series.name()));
        names.add(byTwo(user).name());
        names.add(byCloudEvent(user).name());
        names.add(byHttp(user).name());
        names.add(byDapr(user).name());
        names.add(EVERYONE.name());
        return names;
    }

    private static Series of(int user, String suffix, String channel, Form form) {
        return new Series(List.of(user(user)), suffix, channel, form);
    }

    /** The events that {@code user} shares with one other user. */
    private static Series byTwo(int user) {
        int first = user - user % 2;
        return new Series(List.of(user(first), user(first + 1)), "two", "", Form.PLAIN);
    }

    String name() {
        return users.isEmpty() ? suffix : String.join("+", users) + "." + suffix;
    }

    /** The key of its records, which is the first user. */
    String key() {
        return users.isEmpty() ? suffix : users.get(0);
    }

    /** The event with {@code number}, as plain JSON. */
    String plain(int number) {
        return "{\"event_type\":\"task.updated\"," + address()
                + (channel.isEmpty() ? "" : ",\"channel\":\"" + channel + "\"") + ",\"task\":" + task(number) + "}";
    }

    /** The same event as a structured CloudEvent. The series must be for one user. */
    String cloudEvent(int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + name() + "-" + number
                + "\",\"source\":\"/proof\",\"type\":\"task.updated\",\"taskcastuser\":\"" + key() + "\",\"data\":"
                + task(number) + "}";
    }

    /** The same event in the envelope of Dapr. */
    String daprEvent(int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + name() + "-" + number
                + "\",\"source\":\"proof\",\"type\":\"com.dapr.event.sent\",\"datacontenttype\":\"application/json\","
                + "\"pubsubname\":\"taskpubsub\",\"topic\":\"task-updates\",\"data\":" + plain(number) + "}";
    }

    /** The task of the event with {@code number}. */
    String task(int number) {
        return "{\"id\":\"" + name() + "-" + number + "\",\"title\":\"" + "x".repeat(60) + "\"}";
    }

    private String address() {
        return switch (users.size()) {
            case 0 -> "\"audience\":\"all\"";
            case 1 -> "\"user_id\":\"" + key() + "\"";
            default ->
                "\"user_ids\":["
                        + users.stream().map(user -> "\"" + user + "\"").collect(Collectors.joining(",")) + "]";
        };
    }
}
