package dev.taskcast.reliability;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A numbered sequence of events for the same audience.
 *
 * @param address the field of the event that names the audience
 * @param devices the number of devices that get each event, if every user has two devices
 */
record Series(String name, String address, int devices) {
    private static final int ROUNDS = 5;

    /** Whether it is for one user. The name of the series is then the name of the user. */
    boolean isOfOneUser() {
        return address.startsWith("\"user_id\"");
    }

    /** The events for {@code user} alone. */
    static Series of(String user) {
        return new Series(user, "\"user_id\":\"" + user + "\"", 2);
    }

    /** The events for two users. */
    static Series shared(String one, String other) {
        return new Series(one + "+" + other, "\"user_ids\":[\"" + one + "\",\"" + other + "\"]", 4);
    }

    /** The events for all of {@code users} users. */
    static Series everyone(int users) {
        return new Series("everyone", "\"audience\":\"all\"", 2 * users);
    }

    /**
     * The series of {@code users} users, named {@code u0}, {@code u1}, …. Each user has one series, and two users of
     * every ten share one. One series is for everyone, and has its turn a fifth as often.
     */
    static List<Series> all(int users) {
        List<Series> series = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < users; i++) {
                series.add(of("u" + i));
                if (i % 10 == 1) {
                    series.add(shared("u" + (i - 1), "u" + i));
                }
            }
        }
        series.add(everyone(users));
        return series;
    }

    /** The names of the series in {@link #all} that concern user number {@code i}. */
    static Set<String> namesFor(int i) {
        Set<String> names = new LinkedHashSet<>(List.of("u" + i, "everyone"));
        if (i % 10 <= 1) {
            int even = i - i % 10;
            names.add(shared("u" + even, "u" + (even + 1)).name());
        }
        return names;
    }
}
