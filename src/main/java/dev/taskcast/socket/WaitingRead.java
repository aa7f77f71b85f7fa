package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The reads of a socket. This container waits for the client with a buffer of 8 KiB, though its TCP channel can make one when
 * bytes have come, as it does for HTTP connections. It also keeps each buffer, however little is in it, until a frame is whole.
 * This stands between the two. A read waits without a buffer, and what has come moves into an array of its size.
 *
 * <p>A fragment that continues no message has no type for the container. So it checks no size, and keeps this fragment and all that
 * follow. Here they are dropped before the next read, and the connection ends. So it does when a frame is too long that is not whole.
 *
 * <p>It is what the container reads with, and what is told of each read: it takes the place of both, and passes everything else
 * on. The container has one read at a time, and begins it when it has worked off the one before.
 *
 * <p>With TLS a read still waits with a buffer. A server whose classes are others says so once in the log.
 */
final class WaitingRead implements InvocationHandler {
    /** Bytes of the longest frame for each of its reads, which keep some memory. A small TCP segment brings 536. */
    private static final int BYTES_A_READ = 128;
    /** So many may a frame always have. */
    static final int FEW = 128;

    private static final String PLAIN = "com.ibm.ws.tcpchannel.internal.NioTCPReadRequestContextImpl";
    /** As large as that which the container brings. */
    private static final int BUFFER = 8_192;
    /** Bytes of a frame before its payload, at most (RFC 6455 §5.2). */
    private static final int HEAD = 14;

    private static final Logger LOGGER = Logger.getLogger(WaitingRead.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    /** Of this server; looked up once, since all of its sockets have the same classes. */
    private static volatile Names names;

    private final Names container;
    private final Target target;
    private final int most;
    private final int longest;
    private final Consumer<String> refuse;
    private Object told;
    /** No fewer than those of the frame that is not whole. */
    private int reads;
    /** What puts the current frame together, and the bytes of all reads that had something of it. */
    private Object frame;

    private int bytes;
    /** Whether fragments were dropped that continue nothing. */
    private boolean stray;

    private WaitingRead(Names container, Target target, int longest, Consumer<String> refuse) {
        this.container = container;
        this.target = target;
        this.most = Math.max(FEW, longest / BYTES_A_READ);
        this.longest = longest;
        this.refuse = refuse;
    }

    /** What the container has for one socket: its read, whether that can wait without a buffer, and what puts frames together. */
    record Target(Object read, boolean plain, Object frames) {}

    /**
     * Has {@code socket} keep little; the container has not begun to read it. The longest frame has {@code longest} bytes. {@code
     * refuse} is given the reason to end the connection: a frame of too many reads, or a fragment that continues nothing.
     */
    static void of(Session socket, int longest, Consumer<String> refuse) {
        try {
            Object link = Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
            Field field = Inside.field(link, "tcpReadContext");
            Object read = field.get(link);
            Object frames = Inside.value(Inside.value(link, "linkRead"), "messageReader");
            Names known = names;
            if (known == null) {
                known = Names.of(field.getType(), Inside.call(link, "getBufferManager"));
                buffers(frames);
                keepsFragments(frames);
                names = known;
            }
            boolean plain = read.getClass().getName().equals(PLAIN);
            field.set(link, instead(known, new Target(read, plain, frames), longest, refuse));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0804W: Sockets need more memory on this server: each read keeps a buffer",
                        unknown);
            }
        }
    }

    /** What takes the place of the read of {@code target}. */
    static Object instead(Names container, Target target, int longest, Consumer<String> refuse) {
        Class<?>[] types = {container.type, container.callback};
        return Proxy.newProxyInstance(
                container.type.getClassLoader(), types, new WaitingRead(container, target, longest, refuse));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return switch (method.getName()) {
                case "read" -> read(proxy, method, arguments);
                case "complete" -> complete(proxy, method, arguments);
                case "error" -> tell(proxy, method, arguments);
                default -> method.invoke(target.read, arguments);
            };
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** Begins a read that waits, with no buffer. */
    private Object read(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        if (arguments.length < 4 || arguments[1] == null) {
            return method.invoke(target.read, arguments);
        }
        dropFragments();
        if (target.plain) {
            Object buffer = container.getBuffer.invoke(target.read);
            if (buffer != null) {
                container.setBuffer.invoke(target.read, (Object) null);
                container.release.invoke(buffer);
            }
            container.setJitAllocateSize.invoke(target.read, BUFFER);
        }
        told = arguments[1];
        return method.invoke(target.read, arguments[0], proxy, arguments[2], arguments[3]);
    }

    /**
     * Something has come. {@code refuse} is called at the end: this thread holds no lock of the container then, and a container
     * that closes and still has this to read would cut the connection before its close frame.
     */
    private Object complete(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        boolean tooLong = isTooLong(shrink());
        boolean tooMany = isTooMany();
        Object nothing = tell(proxy, method, arguments);
        if (stray) {
            refuse.accept("a fragment that continues no message");
        } else if (tooLong) {
            refuse.accept("a frame longer than any may be");
        } else if (tooMany) {
            refuse.accept("a frame in too many pieces");
        }
        return nothing;
    }

    /** Between two reads, when the container has worked off what came. */
    private void dropFragments() throws ReflectiveOperationException {
        if (keepsFragments(target.frames)) {
            Inside.call(target.frames, "reset");
            stray = true;
        }
    }

    /** Whether the container keeps whole fragments. It hands over those of a message as they come. */
    private static boolean keepsFragments(Object frames) throws ReflectiveOperationException {
        return Inside.field(frames, "countOfIOFrames").getInt(frames) > 0;
    }

    /** Moves what has come into an array of its size, which it returns. */
    private int shrink() throws ReflectiveOperationException {
        Object large = container.getBuffer.invoke(target.read);
        if (large == null) {
            return 0;
        }
        ByteBuffer came =
                ((ByteBuffer) container.bytes.invoke(large)).duplicate().flip();
        byte[] copy = new byte[came.remaining()];
        came.get(copy);
        Object small = container.wrap.invoke(container.pool, copy);
        ((ByteBuffer) container.bytes.invoke(small)).position(copy.length);
        container.setBuffer.invoke(target.read, small);
        container.release.invoke(large);
        return copy.length;
    }

    /** Whether what came for one frame is more than the longest, with other frames in its first read and in its last. */
    private boolean isTooLong(int came) throws ReflectiveOperationException {
        Object current = Inside.value(target.frames, "frameProcessor");
        bytes = current == frame ? bytes + came : came;
        frame = current;
        return bytes > longest + 2 * BUFFER + HEAD;
    }

    private boolean isTooMany() throws ReflectiveOperationException {
        if (++reads <= most) {
            return false;
        }
        reads = buffers(target.frames);
        return reads >= most;
    }

    /** Tells the container of a read, and that it goes on with this. */
    private Object tell(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        arguments[1] = proxy;
        return method.invoke(told, arguments);
    }

    /** How many the container keeps of a frame that is not whole. */
    private static int buffers(Object frames) throws ReflectiveOperationException {
        boolean whole = (boolean) Inside.value(frames, "needNewFrameProcessor");
        int buffers = (int) Inside.value(Inside.value(frames, "frameProcessor"), "countOfBuffers");
        return whole ? 0 : buffers;
    }

    /** Those of the container that a read calls. */
    record Names(
            Class<?> type,
            Class<?> callback,
            Method getBuffer,
            Method setBuffer,
            Method setJitAllocateSize,
            Method bytes,
            Method release,
            Object pool,
            Method wrap) {

        /** Of reads of {@code type}, with buffers of {@code pool}. */
        static Names of(Class<?> type, Object pool) throws ReflectiveOperationException {
            Method getBuffer = type.getMethod("getBuffer");
            Class<?> buffer = getBuffer.getReturnType();
            return new Names(
                    type,
                    callback(type),
                    unchecked(getBuffer),
                    unchecked(type.getMethod("setBuffer", buffer)),
                    unchecked(type.getMethod("setJITAllocateSize", int.class)),
                    unchecked(buffer.getMethod("getWrappedByteBufferNonSafe")),
                    unchecked(buffer.getMethod("release")),
                    pool,
                    unchecked(pool.getClass().getMethod("wrap", byte[].class)));
        }

        /** All are public; without this every call looks whether they are. */
        private static Method unchecked(Method method) {
            method.setAccessible(true);
            return method;
        }

        /** Who is told of a read is its second parameter. */
        private static Class<?> callback(Class<?> type) throws NoSuchMethodException {
            for (Method method : type.getMethods()) {
                if (method.getName().equals("read") && method.getParameterCount() == 4) {
                    return method.getParameterTypes()[1];
                }
            }
            throw new NoSuchMethodException("read");
        }
    }
}
