package dev.taskcast.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A task event in the form that a backend publishes, about 300 bytes. The task contains the fields that the load client
 * checks.
 */
final class Event {
    /** Stands for the user of an event that is for all users. */
    static final int EVERYONE = 0;
    /** The text before the number of the event among the events of its user, counted from 1. */
    static final byte[] NUMBER = ascii("\"n\":");
    /** The text before the user. */
    static final byte[] USER = ascii("\"u\":");
    /** The text before the time at which the event was due, in microseconds since 1970. */
    static final byte[] SENT = ascii("\"sent\":");

    private static final String REST = ",\"title\":\"Prepare the quarterly report for the regional team\","
            + "\"status\":\"in_progress\",\"priority\":\"high\",\"assignee\":\"ada.lovelace@example.com\","
            + "\"labels\":[\"finance\",\"q4\"],\"due\":\"2026-12-01T09:00:00Z\"}}";

    private Event() {}

    /** The record's value for event {@code number} of {@code user}, due at {@code sent}. */
    static byte[] record(int user, long number, long sent) {
        String address = user == EVERYONE ? "\"audience\":\"all\"" : "\"user_id\":\"" + name(user) + "\"";
        return ascii("{\"event_type\":\"task.updated\"," + address + ",\"task\":{\"id\":\"task-" + number + "\",\"n\":"
                + number + ",\"u\":" + user + ",\"sent\":" + sent + REST);
    }

    /** The name of {@code user} in tokens and records; users are counted from 1. */
    static String name(int user) {
        return "user-" + user;
    }

    /**
     * The index behind the first {@code word} in {@code buffer} between {@code from} and {@code end}; {@code end} if
     * there is no such word.
     */
    static int find(byte[] word, ByteBuffer buffer, int from, int end) {
        int last = end - word.length;
        for (int at = from; at <= last; at++) {
            if (buffer.get(at + 1) == word[1] && matches(word, buffer, at)) {
                return at + word.length;
            }
        }
        return end;
    }

    private static boolean matches(byte[] word, ByteBuffer buffer, int at) {
        for (int i = 0; i < word.length; i++) {
            if (buffer.get(at + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** The number at {@code at}, or behind a space there. */
    static long number(ByteBuffer buffer, int at) {
        long number = 0;
        for (int i = buffer.get(at) == ' ' ? at + 1 : at; ; i++) {
            int digit = buffer.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return number;
            }
            number = number * 10 + digit;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
