// SPDX-License-Identifier: MIT
using System.Reflection;
using System.Xml.Linq;
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Firmware.Tests.DeviceSubset;

/// <summary>A nanoFramework project and its desktop build.</summary>
/// <param name="assembly">The desktop build.</param>
internal sealed class DeviceProject(Assembly assembly)
{
    private static readonly XNamespace Build = "http://schemas.microsoft.com/developer/msbuild/2003";

    /// <summary>Name of the project and of its assembly.</summary>
    public string Name { get; } = assembly.GetName().Name!;

    /// <summary>Path of the desktop build.</summary>
    public string AssemblyPath => assembly.Location;

    /// <summary>Conditions of the imports, null for one without.</summary>
    public IEnumerable<string?> ImportConditions => Xml.Descendants(Build + "Import").Select(i => i.Attribute("Condition")?.Value);

    /// <summary>The version of C#.</summary>
    public string LanguageVersion => Xml.Descendants(Build + "LangVersion").Single().Value;

    /// <summary>The sources it lists, relative to its folder.</summary>
    public IEnumerable<string> ListedSources =>
        Xml.Descendants(Build + "Compile").Select(c => c.Attribute("Include")!.Value.Replace('\\', '/'));

    /// <summary>The sources in its folder.</summary>
    public IEnumerable<string> PresentSources =>
        Directory
            .EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("bin/", StringComparison.Ordinal) && !f.StartsWith("obj/", StringComparison.Ordinal));

    /// <summary>Folders of the libraries it refers to.</summary>
    public IEnumerable<string> ReferencedFolders =>
        Xml.Descendants(Build + "HintPath").Select(h => h.Value[..(h.Value.LastIndexOf('\\') + 1)]);

    /// <summary>Folders in which its packages are restored.</summary>
    public IEnumerable<string> PackageFolders =>
        XDocument
            .Load(Path.Combine(Folder, "packages.config"))
            .Descendants("package")
            .Select(p => $@"..\packages\{p.Attribute("id")!.Value}.{p.Attribute("version")!.Value}\lib\");

    /// <summary>Names of the device's libraries it refers to.</summary>
    public IEnumerable<string> Libraries => Xml.Descendants(Build + "Reference").Select(r => r.Attribute("Include")!.Value);

    private string Folder => Path.Combine(RepositoryLayout.Find().Root, "firmware-app", Name);

    private XDocument Xml => XDocument.Load(Path.Combine(Folder, Name + ".nfproj"));
}
