package dev.taskcast.presence;

import dev.taskcast.presence.PresenceTable.Known;
import dev.taskcast.wire.Json;
import java.time.Duration;
import java.util.List;

/** The answer to {@code GET /presence} as JSON; docs/presence.md explains each member. */
final class PresenceAnswer {
    private PresenceAnswer() {}

    /** The answer about {@code users} from {@code view}, which has this {@code age}. */
    static String of(View view, Duration age, List<String> users) {
        StringBuilder json = new StringBuilder(100 + 200 * users.size())
                .append("{\"as_of\":\"")
                .append(view.asOf())
                .append("\",\"stale_ms\":")
                .append(age.toMillis())
                .append(",\"replicas\":")
                .append(view.replicas().size())
                .append(",\"complete\":")
                .append(view.table().isComplete())
                .append(",\"users\":[");
        String separator = "";
        for (String user : users) {
            json.append(separator);
            append(json, user, view.user(user));
            separator = ",";
        }
        return json.append("]}").toString();
    }

    private static void append(StringBuilder json, String user, Known known) {
        json.append("{\"user\":")
                .append(Json.quoted(user))
                .append(",\"online\":")
                .append(known.devices() > 0)
                .append(",\"devices\":")
                .append(known.devices());
        known.since().ifPresent(since -> member(json, "since", since.toString()));
        known.lastSeen().ifPresent(seen -> member(json, "last_seen", seen.toString()));
        known.acknowledged().ifPresent(cursor -> member(json, "acked", cursor));
        json.append('}');
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":").append(Json.quoted(value));
    }
}
