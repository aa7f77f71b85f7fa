package dev.taskcast.events;

import java.util.List;

/** Whom an event concerns. */
public sealed interface Audience {
    /** These users, each once, in the order in which the producer named them; at least one. */
    record Users(List<String> ids) implements Audience {
        public Users {
            ids = ids.size() == 1 ? List.copyOf(ids) : ids.stream().distinct().toList();
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("An event concerns at least one user");
            }
        }
    }

    /** Every user, whoever is connected. */
    record Everyone() implements Audience {}
}
