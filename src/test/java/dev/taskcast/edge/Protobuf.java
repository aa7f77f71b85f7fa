package dev.taskcast.edge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of one message of Protocol Buffers, by number (protobuf.dev, Encoding). */
final class Protobuf {
    private final Map<Integer, List<byte[]>> lengthDelimited = new HashMap<>();
    private final Map<Integer, Long> numbers = new HashMap<>();

    Protobuf(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> numbers.put(field, varint(in));
                case 1 -> numbers.put(field, in.getLong());
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    lengthDelimited
                            .computeIfAbsent(field, first -> new ArrayList<>())
                            .add(bytes);
                }
                case 5 -> numbers.put(field, (long) in.getInt());
                default -> throw new IllegalArgumentException("No such type: " + tag);
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    List<Protobuf> messages(int field) {
        return lengthDelimited.getOrDefault(field, List.of()).stream()
                .map(Protobuf::new)
                .toList();
    }

    Optional<byte[]> bytes(int field) {
        return lengthDelimited.getOrDefault(field, List.of()).stream().findFirst();
    }

    Optional<String> text(int field) {
        return bytes(field).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    Optional<Long> number(int field) {
        return Optional.ofNullable(numbers.get(field));
    }
}
