package vtp.spark;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vtp.datasets.ShardTensor;

/** The columns of tables of results: path, label, a list of floats for each tensor, error, sum of the model. */
final class OutcomeSchema {
    static final String PATH = "path";
    static final String LABEL = "label";
    static final String ERROR = "error";
    static final String MODEL = "model_sha256";

    private OutcomeSchema() {}

    /** What the column of a tensor is called: "layer_3_cls". */
    static String column(ShardTensor tensor) {
        return tensor.name().replace('.', '_');
    }

    static MessageType parquet(List<ShardTensor> tensors) {
        Types.GroupBuilder<MessageType> columns = Types.buildMessage()
                .required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(PATH)
                .required(PrimitiveTypeName.INT64)
                .named(LABEL);
        for (ShardTensor tensor : tensors) {
            columns = columns.optionalList()
                    .requiredElement(PrimitiveTypeName.FLOAT)
                    .named(column(tensor));
        }
        return columns.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(ERROR)
                .required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(MODEL)
                .named("vtp");
    }

    static StructType sql(List<ShardTensor> tensors) {
        StructType columns = new StructType().add(PATH, DataTypes.StringType).add(LABEL, DataTypes.LongType);
        for (ShardTensor tensor : tensors) {
            columns = columns.add(column(tensor), DataTypes.createArrayType(DataTypes.FloatType, false));
        }
        return columns.add(ERROR, DataTypes.StringType).add(MODEL, DataTypes.StringType);
    }
}
