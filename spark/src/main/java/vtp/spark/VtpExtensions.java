package vtp.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.internal.SQLConf;
import scala.Function1;
import scala.Function2;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Brings {@link VtpFunctions the functions} into every session of an application that only writes SQL:
 *
 * <pre>{@code
 * spark-sql --jars vtp-spark.jar --conf spark.sql.extensions=vtp.spark.VtpExtensions --conf spark.vtp.model=base
 * }</pre>
 *
 * <p>The settings {@code spark.vtp.…} are those of the session at the time when a query is analysed: {@code SET
 * spark.vtp.failures=fail} holds for the queries after it.
 *
 * @since 0.1.0
 */
public final class VtpExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {
    /** Options with the sum of their model, which takes time to find. */
    private static final Map<VtpOptions, VtpOptions> CHECKED = new ConcurrentHashMap<>();

    /** Called by Spark. */
    public VtpExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        for (VtpFunction function : VtpFunction.values()) {
            FunctionIdentifier name = new FunctionIdentifier(function.sqlName());
            ExpressionInfo info = new ExpressionInfo(
                    VtpFunctions.class.getName(),
                    null,
                    function.sqlName(),
                    function.usage(),
                    "",
                    "",
                    "",
                    "misc_funcs",
                    "",
                    "",
                    "java_udf");
            Function1<Seq<Expression>, Expression> builder = children -> expression(function, children);
            extensions.injectFunction(new Tuple3<>(name, info, builder));
        }
        return BoxedUnit.UNIT;
    }

    private static Expression expression(VtpFunction function, Seq<Expression> children) {
        if (children.length() != function.arity()) {
            throw new IllegalArgumentException(function.sqlName() + " takes " + function.arity()
                    + (function.arity() == 1 ? " argument" : " arguments") + ", not " + children.length());
        }
        VtpOptions options =
                checked(VtpOptions.of(CollectionConverters.asJava(SQLConf.get().getAllConfs())));
        ExecutorModels.closeWith(SparkSession.active().sparkContext());
        Object scala = function.arity() == 1 ? one(function, options) : two(function, options);
        @SuppressWarnings("unchecked") // there are none: values are as they are in rows
        Seq<Option<ExpressionEncoder<?>>> asInRows = (Seq<Option<ExpressionEncoder<?>>>) (Object) Nil$.MODULE$;
        return new ScalaUDF(
                scala,
                function.type(),
                children,
                asInRows,
                Option.empty(),
                Option.apply(function.sqlName()),
                true,
                true);
    }

    private static VtpOptions checked(VtpOptions options) {
        return CHECKED.computeIfAbsent(options, given -> {
            try {
                return given.checked();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        });
    }

    private static Object one(VtpFunction function, VtpOptions options) {
        return (Function1<Object, Object> & Serializable) in -> function.call(options, in);
    }

    private static Object two(VtpFunction function, VtpOptions options) {
        return (Function2<Object, Object, Object> & Serializable)
                (first, second) -> function.call(options, first, second);
    }
}
