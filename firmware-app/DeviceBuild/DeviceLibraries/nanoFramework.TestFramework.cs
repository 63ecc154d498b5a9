// SPDX-License-Identifier: MIT
using System;

namespace nanoFramework.TestFramework
{
    public class TestClassAttribute : Attribute { }

    public class TestMethodAttribute : Attribute { }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public class DataRowAttribute : Attribute
    {
        public extern DataRowAttribute(params object[] arguments);
    }

    public sealed class Assert
    {
        public static extern void AreEqual(bool expected, bool actual, string message = "");

        public static extern void AreEqual(int expected, int actual, string message = "");

        public static extern void AreEqual(uint expected, uint actual, string message = "");

        public static extern void AreEqual(string expected, string actual, string message = "");

        public static extern void AreNotEqual(string notExpected, string actual, string message = "");

        public static extern void IsTrue(bool condition, string message = "");

        public static extern void IsFalse(bool condition, string message = "");

        public static extern void IsNull(object value, string message = "");
    }
}
