package dev.taskcast.admission;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Access to the container's own objects, which the API does not show. The edges use it where there is no other way.
 * Each edge also works on a server with other classes. Thread-safe.
 */
public final class Inside {
    private static final Map<Member, Field> FIELDS = new ConcurrentHashMap<>();
    private static final Map<Member, Method> METHODS = new ConcurrentHashMap<>();

    private record Member(Class<?> type, String name) {}

    private interface Lookup<T> {
        T find(Class<?> type, String name) throws ReflectiveOperationException;
    }

    private Inside() {}

    /** The value of a field of {@code object}. */
    public static Object value(Object object, String name) throws ReflectiveOperationException {
        return field(object, name).get(object);
    }

    /** Sets a field of {@code object}. */
    public static void set(Object object, String name, Object value) throws ReflectiveOperationException {
        field(object, name).set(object, value);
    }

    /** Calls the public method {@code name} of {@code object}, which has no parameters, and returns its result. */
    public static Object call(Object object, String name) throws ReflectiveOperationException {
        return known(METHODS, object.getClass(), name, Inside::method).invoke(object);
    }

    /** Calls the public method {@code name} of {@code object}, which has one parameter. */
    public static void give(Object object, String name, Object argument) throws ReflectiveOperationException {
        known(METHODS, object.getClass(), name, Inside::taking).invoke(object, argument);
    }

    /** The field {@code name} of the class of {@code object}, or of a superclass. */
    public static Field field(Object object, String name) throws ReflectiveOperationException {
        return known(FIELDS, object.getClass(), name, Inside::declared);
    }

    private static <T> T known(Map<Member, T> found, Class<?> type, String name, Lookup<T> lookup)
            throws ReflectiveOperationException {
        Member member = new Member(type, name);
        T known = found.get(member);
        if (known == null) {
            known = lookup.find(type, name);
            found.put(member, known);
        }
        return known;
    }

    private static Method method(Class<?> type, String name) throws NoSuchMethodException {
        Method method = type.getMethod(name);
        method.setAccessible(true);
        return method;
    }

    private static Method taking(Class<?> type, String name) throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == 1) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new NoSuchMethodException(name);
    }

    private static Field declared(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
