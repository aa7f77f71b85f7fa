package dev.taskcast.proof;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection over a line. Only the thread of the network uses it. */
final class Crossing implements Network.Ready {
    private final Line line;
    private final SocketChannel near;
    private final SocketChannel far;
    private final Direction forth;
    private final Direction back;
    private boolean half;

    Crossing(Line line, SocketChannel near, SocketChannel far) {
        this.line = line;
        this.near = near;
        this.far = far;
        this.forth = new Direction(near, far);
        this.back = new Direction(far, near);
    }

    /** Connects to {@code target}. */
    void begin(InetSocketAddress target) {
        try {
            line.register(near, 0, this);
            boolean connected = far.connect(target);
            line.register(far, connected ? 0 : SelectionKey.OP_CONNECT, this);
            if (connected) {
                move();
            }
        } catch (IOException refused) {
            reset();
        }
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            if (key.isValid() && key.isConnectable()) {
                far.finishConnect();
            }
            move();
        } catch (IOException refused) {
            reset();
        }
    }

    /** Allows {@code bytes} more bytes in each direction, if the weather limits them. */
    void allow(int bytes) {
        forth.allow(bytes);
        back.allow(bytes);
    }

    /** Moves all bytes that it can move, and waits for more. */
    void move() {
        if (half || !far.isConnected()) {
            return;
        }
        Weather weather = line.weather();
        try {
            if (weather.forth()) {
                forth.move(weather);
            }
            if (weather.back()) {
                back.move(weather);
            }
            if (forth.isOver() && back.isOver()) {
                close(near);
                close(far);
                line.ended(this);
                return;
            }
            await(near, weather.forth() && forth.wantsMore(weather), weather.back() && back.hasSome());
            await(far, weather.back() && back.wantsMore(weather), weather.forth() && forth.hasSome());
        } catch (IOException broken) {
            reset();
        }
    }

    /** Removes the near side. The far side is not told. */
    void vanish() {
        half = true;
        reset(near);
        await(far, false, false);
    }

    /** Whether the near side is gone. */
    boolean isHalf() {
        return half;
    }

    /** Ends both sides by a TCP reset. */
    void reset() {
        reset(near);
        reset(far);
        line.ended(this);
    }

    private void await(SocketChannel channel, boolean more, boolean room) {
        SelectionKey key = line.key(channel);
        if (key != null && key.isValid()) {
            key.interestOps((more ? SelectionKey.OP_READ : 0) | (room ? SelectionKey.OP_WRITE : 0));
        }
    }

    /** Closes {@code channel} so that the other side sees a reset and not an end. */
    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            // The channel is closed already.
        }
        close(channel);
    }

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // The channel is closed, as intended.
        }
    }
}
