package dev.taskcast.kit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** The rules that hold in every scenario. The stage guards it. */
final class Rules {
    private static final Set<String> TYPES = Set.of("auth", "ping", "narrow", "ack");
    private static final int LONGEST = 16 << 10;
    /** 20 messages a second; a burst may have the messages of two seconds. */
    private static final int MOST = 40;

    private final Map<String, String> clauses = new HashMap<>();
    private final Set<Object> cursors = new HashSet<>();
    private final Consumer<String> wrong;

    Rules(List<Map<String, Object>> always, Consumer<String> wrong) {
        always.forEach(each -> clauses.put((String) each.get("rule"), (String) each.get("clause")));
        this.wrong = wrong;
    }

    void broken(String rule, String words) {
        wrong.accept(words + " (always: " + rule + ", " + clauses.get(rule) + ")");
    }

    /** Notes a frame that goes to the client. */
    void sent(Map<String, Object> frame) {
        if (frame.get("cursor") != null) {
            cursors.add(frame.get("cursor"));
        }
        if (frame.get("frames") instanceof List<?> frames) {
            frames.forEach(each -> sent(Play.object(each)));
        }
    }

    void cursor(Object cursor) {
        if (cursor != null && !cursors.contains(cursor)) {
            broken("cursors-of-ours", "the cursor " + cursor + " was never sent");
        }
    }

    /** Parses a client's message as an object; {@code times} are the times of the messages on its line. */
    Map<String, Object> message(String text, List<Long> times) {
        long now = System.nanoTime();
        times.add(now);
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            broken("within-limits", "a message is too long");
        }
        if (times.stream().filter(time -> now - time < 1_000_000_000L).count() > MOST) {
            broken("within-limits", "too many messages in a second");
        }
        Map<String, Object> frame = parsed(text);
        if (frame.isEmpty()) {
            broken("text-frames", "not a JSON object: " + text);
        } else if (!TYPES.contains(String.valueOf(frame.get("type")))) {
            broken("known-types", "a frame of the type " + frame.get("type"));
        } else {
            cursor(frame.get("cursor"));
        }
        return frame;
    }

    private static Map<String, Object> parsed(String text) {
        try {
            return JsonUtil.parseJson(text);
        } catch (JoseException notJson) {
            return Map.of();
        }
    }
}
