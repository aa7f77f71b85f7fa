package dev.taskcast.reliability;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A numbered sequence of events for the same audience.
 *
 * @param address the field of the event that names the audience
 * @param devices how many devices get each of them, when every user has two
 */
record Series(String name, String address, int devices) {
    private static final int ROUNDS = 5;

    /** Whether it is for one user, whose name then is its name. */
    boolean isOfOneUser() {
        return address.startsWith("\"user_id\"");
    }

    /** What {@code user} alone is sent. */
    static Series of(String user) {
        return new Series(user, "\"user_id\":\"" + user + "\"", 2);
    }

    /** What two users share. */
    static Series shared(String one, String other) {
        return new Series(one + "+" + other, "\"user_ids\":[\"" + one + "\",\"" + other + "\"]", 4);
    }

    /** What all of {@code users} users are sent. */
    static Series everyone(int users) {
        return new Series("everyone", "\"audience\":\"all\"", 2 * users);
    }

    /**
     * Series of {@code users} users, called {@code u0}, {@code u1}, …: their own, one for two neighbours in
     * ten, and one for everyone, which has its turn a fifth as often.
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

    /** The names of those of {@link #all} that concern user number {@code i}. */
    static Set<String> namesFor(int i) {
        Set<String> names = new LinkedHashSet<>(List.of("u" + i, "everyone"));
        if (i % 10 <= 1) {
            int even = i - i % 10;
            names.add(shared("u" + even, "u" + (even + 1)).name());
        }
        return names;
    }
}
