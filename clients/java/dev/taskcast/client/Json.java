package dev.taskcast.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes JSON (RFC 8259): maps, lists, strings, doubles, booleans and null. Nested at most 100 deep. */
public final class Json {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * The value that a text is.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static Object parse(String text) {
        Json json = new Json(text);
        try {
            Object value = json.value(0);
            json.blanks();
            if (json.at == text.length()) {
                return value;
            }
        } catch (StringIndexOutOfBoundsException | NumberFormatException wrong) {
            // Said below.
        }
        throw new IllegalArgumentException("Not JSON at " + json.at);
    }

    /** A value as text. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            String comma = "{";
            for (Map.Entry<?, ?> field : map.entrySet()) {
                out.append(comma);
                quote(String.valueOf(field.getKey()), out);
                write(field.getValue(), out.append(':'));
                comma = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String comma = "[";
            for (Object each : list) {
                write(each, out.append(comma));
                comma = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            quote(string, out);
        } else if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.append(number.longValue());
        } else {
            out.append(value);
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        out.append('"');
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("Nested too deep");
        }
        blanks();
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> word();
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> Double.valueOf(word);
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        for (boolean first = true; !end('}', first); first = false) {
            blanks();
            String name = string();
            blanks();
            take(':');
            map.put(name, value(depth + 1));
        }
        return map;
    }

    private List<Object> array(int depth) {
        List<Object> list = new ArrayList<>();
        at++;
        for (boolean first = true; !end(']', first); first = false) {
            list.add(value(depth + 1));
        }
        return list;
    }

    private boolean end(char close, boolean first) {
        blanks();
        if (text.charAt(at) == close) {
            at++;
            return true;
        }
        if (!first) {
            take(',');
        }
        return false;
    }

    private String string() {
        take('"');
        StringBuilder string = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "bfnrt".indexOf(c);
        return known < 0 ? c : "\b\f\n\r\t".charAt(known);
    }

    private void take(char wanted) {
        if (text.charAt(at) != wanted) {
            throw new IllegalArgumentException("Not JSON at " + at);
        }
        at++;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
