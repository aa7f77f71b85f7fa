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
 * The reads of a socket. The container waits for the client with a buffer of 8 KiB. Its TCP channel can create a buffer
 * when bytes have come, and does so for HTTP. The container also keeps each buffer until a frame is whole, however few
 * bytes the buffer holds. This class stands between the two. A read waits without a buffer, and the bytes that have
 * come are moved into an array of their length.
 *
 * <p>For the container, a fragment that continues no message has no type. So it does not check its size, and keeps this
 * fragment and all that follow. This class drops them before the next read, and ends the connection. It also ends the
 * connection when an incomplete frame is too long.
 *
 * <p>An instance replaces two objects of the container: the read, and the callback that is told of each read. It passes
 * all other calls on. The container has one read at a time. It begins the next read after it has processed the previous
 * one.
 *
 * <p>With TLS a read still waits with a buffer. On a server with other classes, one line in the log says that nothing
 * is replaced.
 */
final class WaitingRead implements InvocationHandler {
    /**
     * The length of the longest frame, divided by this number, is the most reads of one frame: each read keeps some
     * memory. A small TCP segment brings 536 bytes.
     */
    private static final int BYTES_A_READ = 128;
    /** The number of reads that a frame may always have. */
    static final int FEW = 128;

    private static final String PLAIN = "com.ibm.ws.tcpchannel.internal.NioTCPReadRequestContextImpl";
    /** The size of the buffer with which the container waits. */
    private static final int BUFFER = 8_192;
    /** The most bytes of a frame before its payload (RFC 6455 §5.2). */
    private static final int HEAD = 14;

    private static final Logger LOGGER = Logger.getLogger(WaitingRead.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    /** The names of this server; they are looked up once, since all of its sockets have the same classes. */
    private static volatile Names names;

    private final Names container;
    private final Target target;
    private final int most;
    private final int longest;
    private final Consumer<String> refuse;
    private final OpenCalls calls;
    private Object told;
    /** At least the number of reads of the incomplete frame. */
    private int reads;
    /**
     * The container's processor of the current frame; {@link #bytes} counts the bytes of all reads that had a part of
     * this frame.
     */
    private Object frame;

    private int bytes;
    /** Whether fragments were dropped that continue no message. */
    private boolean stray;

    private WaitingRead(Names container, Target target, int longest, Consumer<String> refuse, OpenCalls calls) {
        this.container = container;
        this.target = target;
        this.most = Math.max(FEW, longest / BYTES_A_READ);
        this.longest = longest;
        this.refuse = refuse;
        this.calls = calls;
    }

    /**
     * The container's objects for one socket: its read, whether that read can wait without a buffer, and the object
     * that assembles frames.
     */
    record Target(Object read, boolean plain, Object frames) {}

    /**
     * Makes {@code socket} keep little memory; the container has not begun to read it. The longest frame has
     * {@code longest} bytes. {@code refuse} gets the reason to end the connection: too many reads of one frame, too
     * long a frame, or a stray fragment. {@code calls} contains the container's thread while the container is told of a
     * read.
     */
    static void of(Session socket, int longest, Consumer<String> refuse, OpenCalls calls) {
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
            field.set(link, instead(known, new Target(read, plain, frames), longest, refuse, calls));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0804W: Sockets need more memory on this server: each read keeps a buffer",
                        unknown);
            }
        }
    }

    /** The object that replaces the read of {@code target}. */
    static Object instead(Names container, Target target, int longest, Consumer<String> refuse, OpenCalls calls) {
        Class<?>[] types = {container.type, container.callback};
        return Proxy.newProxyInstance(
                container.type.getClassLoader(), types, new WaitingRead(container, target, longest, refuse, calls));
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

    /** Begins a read that waits without a buffer. */
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
     * Bytes have come. This method calls {@code refuse} at its end, when this thread holds no lock of the container. If
     * the container closed with these bytes unread, it would cut the connection before its close frame.
     */
    private Object complete(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        boolean tooLong = isTooLong(shrink());
        boolean tooMany = isTooMany();
        Object nothing = tell(proxy, method, arguments);
        if (stray) {
            refuse.accept("a fragment that continues no message");
        } else if (tooLong) {
            refuse.accept("a frame longer than the limit");
        } else if (tooMany) {
            refuse.accept("a frame in too many pieces");
        }
        return nothing;
    }

    /** Called between two reads, when the container has processed what came. */
    private void dropFragments() throws ReflectiveOperationException {
        if (keepsFragments(target.frames)) {
            Inside.call(target.frames, "reset");
            stray = true;
        }
    }

    /** Whether the container keeps whole fragments. It delivers the fragments of a message as they come. */
    private static boolean keepsFragments(Object frames) throws ReflectiveOperationException {
        return Inside.field(frames, "countOfIOFrames").getInt(frames) > 0;
    }

    /** Moves the bytes that have come into an array of their length. Returns the length. */
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

    /**
     * Whether more bytes came for one frame than the longest frame has. The first and the last read may also hold other
     * frames.
     */
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

    /**
     * Tells the container's callback of a read, and makes the container continue with this object. The callback may
     * write a pong or a close frame, and wait forever ({@link TcpConnection}).
     */
    private Object tell(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        arguments[1] = proxy;
        boolean entered = calls.enter();
        try {
            return method.invoke(told, arguments);
        } finally {
            if (entered) {
                calls.leave();
            }
        }
    }

    /** The number of buffers that the container keeps of an incomplete frame. */
    private static int buffers(Object frames) throws ReflectiveOperationException {
        boolean whole = (boolean) Inside.value(frames, "needNewFrameProcessor");
        int buffers = (int) Inside.value(Inside.value(frames, "frameProcessor"), "countOfBuffers");
        return whole ? 0 : buffers;
    }

    /** The container's types and methods that a read uses. */
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

        /** The names for reads of {@code type}, with buffers of {@code pool}. */
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

        /** Switches off access checks: all methods are public, and each call would otherwise check that. */
        private static Method unchecked(Method method) {
            method.setAccessible(true);
            return method;
        }

        /** The type of the callback: the second parameter of {@code read}. */
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
