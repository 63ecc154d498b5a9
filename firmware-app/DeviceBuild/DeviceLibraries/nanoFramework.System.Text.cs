// SPDX-License-Identifier: MIT
namespace System.Text
{
    public abstract class Encoding
    {
        public static Encoding UTF8 => throw null;

        public virtual string GetString(byte[] bytes, int index, int count) => throw null;
    }

    public sealed class StringBuilder
    {
        public extern StringBuilder();

        public extern StringBuilder Append(char value);

        public extern StringBuilder Append(int value);

        public extern StringBuilder Append(string value);

        public override string ToString() => throw null;
    }
}
